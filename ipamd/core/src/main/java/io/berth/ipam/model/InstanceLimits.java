package io.berth.ipam.model;

import java.util.List;

/// What an EC2 instance type allows.
///
/// Source: `NetworkInfo` of DescribeInstanceTypes; the bundled table is in [InstanceTypes].
///
/// @param instanceType for example `m5.large`
/// @param maxEnis ENIs that fit on the default card, the only one pods use; at least 1
/// @param ipv4PerEni slots of an ENI: its primary address, secondary addresses and prefixes
///   together
/// @param hypervisor what the type runs on; only nitro and bare metal take prefixes
/// @param defaultCard index of the network card of the primary ENI
/// @param enisPerCard ENIs by card index; the default card's entry equals `maxEnis`
public record InstanceLimits(
    String instanceType,
    int maxEnis,
    int ipv4PerEni,
    Hypervisor hypervisor,
    int defaultCard,
    List<Integer> enisPerCard) {

  /// What an instance type runs on.
  public enum Hypervisor {
    NITRO,
    XEN,
    BARE_METAL
  }

  /// @throws IllegalArgumentException when a number is out of range
  public InstanceLimits {
    enisPerCard = List.copyOf(enisPerCard);
    if (maxEnis < 1
        || ipv4PerEni < 1
        || defaultCard < 0
        || defaultCard >= enisPerCard.size()
        || enisPerCard.get(defaultCard) != maxEnis) {
      throw new IllegalArgumentException(
          "limits of "
              + instanceType
              + " make no sense: "
              + maxEnis
              + " ENIs, "
              + ipv4PerEni
              + " addresses each, default card "
              + defaultCard
              + " of "
              + enisPerCard.size());
    }
  }

  /// Addresses of one ENI that pods can have: all but the primary.
  public int secondariesPerEni() {
    return ipv4PerEni - 1;
  }

  public boolean supportsPrefixes() {
    return hypervisor != Hypervisor.XEN;
  }
}
