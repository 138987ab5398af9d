package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;

/// How many portions are here that the targets do not call for.
final class Surplus {

  private Surplus() {}

  /// Of the kind that the node grows in, when it has enough of it.
  static int ofKind(PlanInput input) {
    WarmTargets targets = input.targets();
    Supply supply = Supply.of(input, input.kind()).present();
    int available = supply.available(0);
    int size = input.kind().addresses();
    int surplus;
    if (targets.countsAddresses()) {
      surplus = aboveTargets(targets, supply) / size;
    } else {
      int warm = Need.warmAvailable(input);
      surplus =
          switch (input.kind()) {
            case SINGLE -> available - warm;
            case PREFIX ->
                Math.min(
                    (available - warm) / size, supply.wholeFree() - targets.warmPrefixTarget());
          };
    }
    return Math.clamp(surplus, 0, supply.wholeFree());
  }

  /// Of the other kind, while it stands in for the kind that the node grows in.
  static int ofOther(PlanInput input) {
    WarmTargets targets = input.targets();
    Supply supply = Need.both(input).present();
    int surplus;
    if (targets.countsAddresses()) {
      surplus = aboveTargets(targets, supply);
    } else {
      int step =
          input.kind() == AddressKind.SINGLE
              ? input.limits().secondariesPerEni()
              : AddressKind.PREFIX.addresses();
      surplus = supply.available(0) - Need.standIn(input) - step;
    }
    return Math.max(surplus, 0) / input.otherKind().addresses();
  }

  private static int aboveTargets(WarmTargets targets, Supply supply) {
    int available = supply.available(0) - targets.warmIpTarget();
    return Math.max(Math.min(available, supply.total() - targets.minimumIpTarget()), 0);
  }
}
