package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.List;

/// The IPv6 side of an ENI, or of a request for it. The testbed keeps account of these addresses
/// and shows them; its network carries IPv4 only.
///
/// @param addresses single addresses
/// @param prefixes /80 blocks
public record Ipv6Holding(List<IpAddress> addresses, List<Cidr> prefixes) {

  public static final Ipv6Holding NONE = new Ipv6Holding(List.of(), List.of());

  public Ipv6Holding {
    addresses = List.copyOf(addresses);
    prefixes = List.copyOf(prefixes);
  }

  /// Slots in use: each address and each prefix takes one.
  int slots() {
    return addresses.size() + prefixes.size();
  }
}
