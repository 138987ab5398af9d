package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;

/// How many addresses to keep ready. The names and meanings are those of the Amazon VPC CNI's
/// variables.
///
/// @param warmEniTarget `WARM_ENI_TARGET`: whole ENIs' worth of free addresses; ignored when one of
///   the two address targets is not 0, and when addresses come in prefixes
/// @param warmIpTarget `WARM_IP_TARGET`: free addresses; 0 when not set
/// @param minimumIpTarget `MINIMUM_IP_TARGET`: addresses in all, free or not; 0 when not set
/// @param warmPrefixTarget `WARM_PREFIX_TARGET`: prefixes' worth of free addresses; 0 when not set;
///   ignored when one of the two address targets is not 0, and when addresses come one by one
/// @param maxEni `MAX_ENI`: most ENIs to use; 0 when not set
/// @param maxPods most pods the kubelet runs here; at least 1
public record WarmTargets(
    int warmEniTarget,
    int warmIpTarget,
    int minimumIpTarget,
    int warmPrefixTarget,
    int maxEni,
    int maxPods) {

  /// @throws IllegalArgumentException for a negative number, or no pods at all
  public WarmTargets {
    if (warmEniTarget < 0
        || warmIpTarget < 0
        || minimumIpTarget < 0
        || warmPrefixTarget < 0
        || maxEni < 0
        || maxPods < 1) {
      throw new IllegalArgumentException(
          "targets must not be negative and maxPods at least 1: WARM_ENI_TARGET="
              + warmEniTarget
              + " WARM_IP_TARGET="
              + warmIpTarget
              + " MINIMUM_IP_TARGET="
              + minimumIpTarget
              + " WARM_PREFIX_TARGET="
              + warmPrefixTarget
              + " MAX_ENI="
              + maxEni
              + " maxPods="
              + maxPods);
    }
  }

  /// Whether single addresses are counted, rather than whole ENIs or prefixes.
  public boolean countsAddresses() {
    return warmIpTarget != 0 || minimumIpTarget != 0;
  }

  /// Whether ENIs are filled to the brim.
  boolean countsEnis(AddressKind kind) {
    return !countsAddresses() && kind == AddressKind.SINGLE;
  }
}
