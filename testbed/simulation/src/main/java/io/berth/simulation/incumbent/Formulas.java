package io.berth.simulation.incumbent;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.plan.WarmTargets;

/// When the incumbent's pool is too low or too high, for single addresses on the default card
/// (`pkg/ipamd/ipamd.go`).
///
/// @param targets the settings
/// @param perEni pod addresses of an ENI
/// @param maxEnis of the instance type, or `MAX_ENI` if that is less
/// @param total addresses in the books
/// @param assigned those that pods have
record Formulas(WarmTargets targets, int perEni, int maxEnis, int total, int assigned) {

  static Formulas of(WarmTargets targets, InstanceLimits limits, Datastore store) {
    int maxEnis =
        targets.maxEni() == 0 ? limits.maxEnis() : Math.min(limits.maxEnis(), targets.maxEni());
    return new Formulas(
        targets, limits.secondariesPerEni(), maxEnis, store.total(), store.assigned());
  }

  /// Cooling addresses are among them.
  int available() {
    return total - assigned;
  }

  int missing() {
    return Math.max(
        Math.max(targets.warmIpTarget() - available(), 0), targets.minimumIpTarget() - total);
  }

  int surplus() {
    return Math.max(
        Math.min(
            Math.max(available() - targets.warmIpTarget(), 0), total - targets.minimumIpTarget()),
        0);
  }

  boolean isTooLow() {
    if (total >= targets.maxPods()) {
      return false;
    }
    if (targets.countsAddresses()) {
      return missing() > 0;
    }
    return available() < perEni * targets.warmEniTarget()
        || (targets.warmEniTarget() == 0 && available() == 0);
  }

  boolean isTooHigh() {
    return targets.countsAddresses() && surplus() > 0;
  }

  boolean looksForRemovableEni() {
    return targets.countsAddresses() || available() >= (targets.warmEniTarget() + 1) * perEni;
  }

  /// Addresses to ask for on an ENI with so much room.
  int portion(int room) {
    return Math.min(room, targets.countsAddresses() ? missing() : perEni);
  }
}
