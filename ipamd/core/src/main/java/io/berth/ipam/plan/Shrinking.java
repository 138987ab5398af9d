package io.berth.ipam.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives addresses back: whole unused ENIs first, then single free addresses of the ENIs with the
/// fewest pods, which so come closer to being unused.
final class Shrinking {

  private static final Comparator<EniState> BY_DEVICE_DESCENDING =
      Comparator.comparingInt(EniState::deviceIndex).reversed();

  private Shrinking() {}

  static Plan plan(PlanInput input) {
    WarmTargets targets = input.targets();
    Usage usage = Usage.of(input);
    int available = usage.available(input.waiting());
    List<PlanAction> actions = new ArrayList<>();
    if (targets.countsAddresses()) {
      int surplus =
          Math.max(
              Math.min(
                  available - targets.warmIpTarget(), usage.total() - targets.minimumIpTarget()),
              0);
      giveBackAddresses(input, surplus, actions);
    } else {
      removeWarmEnis(input, available, actions);
    }
    return new Plan(actions, null);
  }

  private static void giveBackAddresses(PlanInput input, int surplus, List<PlanAction> actions) {
    int left = surplus;
    Set<EniState> removed = new HashSet<>();
    for (EniState eni : removable(input)) {
      if (eni.free() <= left) {
        actions.add(new PlanAction.RemoveEni(eni.id()));
        removed.add(eni);
        left -= eni.free();
      }
    }
    List<EniState> emptiestFirst =
        input.enis().stream()
            .filter(eni -> eni.isIdle() && eni.free() > 0 && !removed.contains(eni))
            .sorted(
                Comparator.comparingInt((EniState eni) -> eni.leased() + eni.cooling())
                    .thenComparing(BY_DEVICE_DESCENDING))
            .toList();
    for (EniState eni : emptiestFirst) {
      int count = Math.min(left, eni.free());
      if (count > 0) {
        actions.add(new PlanAction.UnassignAddresses(eni.id(), count));
        left -= count;
      }
    }
  }

  private static void removeWarmEnis(PlanInput input, int available, List<PlanAction> actions) {
    // A whole ENI lies between growing, which stops at less than this, and shrinking.
    int threshold = Need.warmAvailable(input) + input.limits().secondariesPerEni();
    int left = available;
    for (EniState eni : removable(input)) {
      if (left >= threshold) {
        actions.add(new PlanAction.RemoveEni(eni.id()));
        left -= eni.free();
      }
    }
  }

  /// ENIs that could go, those with the most free addresses first.
  private static List<EniState> removable(PlanInput input) {
    return input.enis().stream()
        .filter(eni ->
            !eni.isPrimary()
                && !eni.carriesPods()
                && eni.isIdle()
                && eni.ageMillis() >= Planner.MIN_ENI_AGE_MILLIS)
        .sorted(
            Comparator.comparingInt(EniState::free).reversed().thenComparing(BY_DEVICE_DESCENDING))
        .toList();
  }
}
