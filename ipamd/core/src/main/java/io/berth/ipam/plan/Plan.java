package io.berth.ipam.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do now.
///
/// @param actions independent of each other; growth and shrinking are never in one plan
/// @param blocked why the targets or the waiting pods will not be satisfied even when the actions
///   have succeeded; `null` when they will
public record Plan(List<PlanAction> actions, @Nullable Blocked blocked) {

  public Plan {
    actions = List.copyOf(actions);
  }
}
