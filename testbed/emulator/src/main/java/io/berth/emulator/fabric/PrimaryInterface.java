package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Scope;
import java.util.List;
import java.util.Map;

/// What an instance's operating system sets up by itself, as netlink requests: the DHCP client's
/// work on the interface at device index 0. Pure functions.
final class PrimaryInterface {
  /// The metric that systemd-networkd gives to DHCP routes on Amazon Linux 2023.
  private static final int DHCP_METRIC = 512;

  private PrimaryInterface() {}

  /// Values below `/proc/sys/net/ipv4`: forwarding as the kubelet demands it, the reverse-path
  /// filter off but on the primary interface.
  static Map<String, String> sysctls() {
    return Map.of("ip_forward", "1", "conf/all/rp_filter", "0", "conf/default/rp_filter", "0");
  }

  /// @param index the index of the link in the instance
  static List<Request> setUp(EniLink eni, int index) {
    Cidr subnet = eni.subnet();
    NetPrefix address = new NetPrefix(Addresses.netlink(eni.primary()), subnet.prefixLength());
    return List.of(
        new Request.ChangeLink(
            LinkReference.of(index),
            LinkAttributes.none().withUp(true).withIpv4Setting(Ipv4Setting.RP_FILTER, 2)),
        new Request.AddAddress(InterfaceAddress.of(index, address), Mode.CREATE),
        new Request.AddRoute(dhcpRoute(eni, index, Addresses.router(subnet)), Mode.CREATE),
        new Request.AddRoute(dhcpRoute(eni, index, Addresses.resolver(subnet)), Mode.CREATE),
        new Request.AddRoute(
            Route.to(Addresses.ANY)
                .withGateway(Addresses.netlink(Addresses.router(subnet)))
                .withLink(index)
                .withProtocol(Route.PROTOCOL_DHCP)
                .withPriority(DHCP_METRIC)
                .withPreferredSource(Addresses.netlink(eni.primary())),
            Mode.CREATE));
  }

  private static Route dhcpRoute(EniLink eni, int index, IpAddress destination) {
    return Route.to(Addresses.host(destination))
        .withLink(index)
        .withScope(Scope.LINK)
        .withProtocol(Route.PROTOCOL_DHCP)
        .withPriority(DHCP_METRIC)
        .withPreferredSource(Addresses.netlink(eni.primary()));
  }
}
