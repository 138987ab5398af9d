package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.MacAddress;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;

/// The domain's addresses as the netlink library wants them.
final class Addresses {
  static final NetPrefix ANY = NetPrefix.any(NetAddress.Family.IPV4);

  private Addresses() {}

  static NetAddress netlink(IpAddress address) {
    return NetAddress.ofIpv4(address.ipv4Bits());
  }

  static NetPrefix host(IpAddress address) {
    return NetPrefix.host(netlink(address));
  }

  static MacAddress netlink(io.berth.ipam.model.MacAddress mac) {
    return new MacAddress(mac.bits());
  }

  /// The router of a subnet: the network address plus one (VPC user guide, "Subnet CIDR blocks").
  static IpAddress router(Cidr subnet) {
    return subnet.address(1);
  }

  /// The resolver's address in a subnet: the network address plus two (same source).
  static IpAddress resolver(Cidr subnet) {
    return subnet.address(2);
  }
}
