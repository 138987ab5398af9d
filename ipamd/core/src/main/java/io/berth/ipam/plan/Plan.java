package io.berth.ipam.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do now.
///
/// @param actions independent of each other. Growing and giving back a surplus are never in one
///   plan; draining, and making room for the other kind of addresses, may stand beside growth
/// @param blocked why the targets or the waiting pods will not be satisfied even when the actions
///   have succeeded, or why single addresses have to stand in for prefixes; `null` when all is well
/// @param surplus whether there is more than the targets call for; it is given back only in a plan
///   that [PlanInput#mayGiveBack] allows it
public record Plan(List<PlanAction> actions, @Nullable Blocked blocked, boolean surplus) {

  public Plan {
    actions = List.copyOf(actions);
  }
}
