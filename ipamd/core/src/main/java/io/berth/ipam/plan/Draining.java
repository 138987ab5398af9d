package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import java.util.ArrayList;
import java.util.List;

/// Empties the ENIs that take no new pods: what no pod has goes back, and an ENI that is empty
/// goes.
final class Draining {

  private Draining() {}

  static List<PlanAction> plan(PlanInput input) {
    List<PlanAction> actions = new ArrayList<>();
    for (EniState eni : input.enis()) {
      if (!eni.draining() || eni.busy() || eni.isAssigning()) {
        continue;
      }
      int singles = eni.singles().free() + eni.singles().retiring();
      int prefixes = idlePrefixes(eni.prefixes());
      if (eni.canGo()) {
        actions.add(new PlanAction.RemoveEni(eni.id()));
      } else if (goesSoon(eni)) {
        // One call for the ENI instead of two.
      } else if (singles > 0) {
        actions.add(new PlanAction.Unassign(eni.id(), AddressKind.SINGLE, singles));
      } else if (prefixes > 0) {
        actions.add(new PlanAction.Unassign(eni.id(), AddressKind.PREFIX, prefixes));
      }
    }
    return actions;
  }

  private static boolean goesSoon(EniState eni) {
    return eni.leasedOrCooling() == 0 && !eni.isPrimary() && eni.removable();
  }

  /// Prefixes with no pod's address, whether their addresses are free or retire already: at least
  /// those left when each leased or cooling address had a prefix to itself.
  private static int idlePrefixes(KindCounts prefixes) {
    return Math.max(
        prefixes.portions() - prefixes.leased() - prefixes.cooling(), prefixes.wholeFree());
  }
}
