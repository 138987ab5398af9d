package io.berth.ipamd.kernel;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;

/// Translates between the core's values and the netlink library's; neither knows the other.
final class Values {

  private Values() {}

  static NetAddress netAddress(IpAddress address) {
    return NetAddress.ofBytes(address.toBytes());
  }

  /// The address alone: /32 or /128.
  static NetPrefix host(IpAddress address) {
    return NetPrefix.host(netAddress(address));
  }

  static NetAddress.Family family(IpAddress address) {
    return address.isIpv4() ? NetAddress.Family.IPV4 : NetAddress.Family.IPV6;
  }

  static IpAddress ipAddress(NetAddress address) {
    return IpAddress.ofBytes(address.toBytes());
  }

  static MacAddress mac(io.berth.netlink.MacAddress mac) {
    return new MacAddress(mac.bits());
  }
}
