package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.MacAddress;
import io.berth.netlink.Neighbour;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.RouteType;
import io.berth.netlink.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the VPC's namespace must hold for subnets and ENIs, as netlink requests: pure functions.
///
/// One neighbour entry for each ENI suffices: the primary address is on the link, every other
/// address is routed *via* the primary one, so frames for all of them carry the ENI's MAC address.
final class VpcRouter {
  /// The first index of the links here; loopback has 1.
  static final int FIRST_LINK_INDEX = 1000;

  private static final int LOOPBACK = 1;
  private static final int SEND_REDIRECTS = 6;
  private static final int PROXY_ARP_PVLAN = 25;
  private static final long ROUTER_MACS = 0x00be_0000_0000L;

  private VpcRouter() {}

  /// Values below `/proc/sys/net/ipv4`. `all` is combined with a link's own value (the larger for
  /// `rp_filter`, "or" for redirects), so it must not stand in the way; see
  /// `Documentation/networking/ip-sysctl.rst`.
  static Map<String, String> sysctls() {
    return Map.of(
        "ip_forward", "1",
        "conf/all/rp_filter", "0",
        "conf/default/rp_filter", "0",
        "conf/all/send_redirects", "0",
        "conf/default/send_redirects", "0");
  }

  /// What holds for the whole VPC: packets to addresses that nobody has vanish without an answer,
  /// and the metadata service's address is here.
  static List<Request> base(IpAddress metadataService) {
    return List.of(
        new Request.AddRoute(Route.to(Addresses.ANY).withType(RouteType.BLACKHOLE), Mode.CREATE),
        new Request.AddAddress(onLoopback(metadataService), Mode.CREATE));
  }

  /// Router and resolver of a subnet. They answer pings, which those of a real VPC do not.
  static List<Request> addSubnet(Cidr subnet) {
    return List.of(
        new Request.AddAddress(onLoopback(Addresses.router(subnet)), Mode.CREATE),
        new Request.AddAddress(onLoopback(Addresses.resolver(subnet)), Mode.CREATE));
  }

  static List<Request> removeSubnet(Cidr subnet) {
    return List.of(
        new Request.DeleteAddress(onLoopback(Addresses.router(subnet))),
        new Request.DeleteAddress(onLoopback(Addresses.resolver(subnet))));
  }

  /// The link of an ENI, its settings, and the way to all its addresses.
  ///
  /// @param index the index of the link in the VPC's namespace
  /// @param group the link group of the instance
  /// @param instanceDescriptor the instance's namespace
  static List<Request> attach(EniLink eni, int index, int group, int instanceDescriptor) {
    LinkAttributes near =
        LinkAttributes.none()
            .withName("v" + index)
            .withIndex(index)
            .withGroup(group)
            .withMac(MacAddress.locallyAdministered(ROUTER_MACS + index))
            .withMtu(eni.mtuBytes())
            .withUp(true);
    LinkAttributes far =
        LinkAttributes.none()
            .withName(eni.linkName())
            .withMac(Addresses.netlink(eni.mac()))
            .withMtu(eni.mtuBytes());
    LinkAttributes settings =
        LinkAttributes.none()
            .withAlias(eni.eni() + " of " + eni.instance())
            .withIpv4Setting(Ipv4Setting.FORWARDING, 1)
            .withIpv4Setting(Ipv4Setting.PROXY_ARP, 1)
            // The router answers for an ENI's own addresses too: it is an ENI's only neighbour.
            .withIpv4Setting(PROXY_ARP_PVLAN, 1)
            .withIpv4Setting(SEND_REDIRECTS, 0)
            .withIpv4Setting(Ipv4Setting.RP_FILTER, eni.sourceDestCheck() ? 1 : 0);
    Neighbour instance =
        Neighbour.permanent(index, Addresses.netlink(eni.primary()), Addresses.netlink(eni.mac()));
    List<Request> requests = new ArrayList<>();
    requests.add(new Request.CreateVeth(near, far, instanceDescriptor));
    requests.add(new Request.ChangeLink(LinkReference.of(index), settings));
    requests.add(new Request.SetArpProxyDelay(index, 0));
    requests.add(new Request.AddNeighbour(instance, Mode.CREATE));
    requests.add(new Request.AddRoute(route(eni, index, eni.primary()), Mode.REPLACE));
    requests.addAll(addAddresses(eni, index, Set.of(eni.primary())));
    return requests;
  }

  /// The ways to those of the ENI's addresses that `before` lacks.
  static List<Request> addAddresses(EniLink eni, int index, Set<IpAddress> before) {
    List<Request> requests = new ArrayList<>();
    for (IpAddress address : eni.addresses()) {
      if (!before.contains(address)) {
        requests.add(new Request.AddRoute(route(eni, index, address), Mode.REPLACE));
      }
    }
    return requests;
  }

  /// Removes the ways to those addresses in `before` that the ENI no longer has; only through its
  /// own link, so an address that another ENI has by now stays there.
  static List<Request> removeAddresses(EniLink eni, int index, Set<IpAddress> before) {
    List<Request> requests = new ArrayList<>();
    for (IpAddress address : before) {
      if (!eni.addresses().contains(address)) {
        requests.add(new Request.DeleteRoute(route(eni, index, address)));
      }
    }
    return requests;
  }

  static Request sourceCheck(int index, boolean check) {
    return new Request.ChangeLink(
        LinkReference.of(index),
        LinkAttributes.none().withIpv4Setting(Ipv4Setting.RP_FILTER, check ? 1 : 0));
  }

  private static Route route(EniLink eni, int index, IpAddress address) {
    Route route = Route.to(Addresses.host(address)).withLink(index);
    return address.equals(eni.primary())
        ? route.withScope(Scope.LINK)
        : route.withGateway(Addresses.netlink(eni.primary())).withOnLink(true);
  }

  private static InterfaceAddress onLoopback(IpAddress address) {
    return InterfaceAddress.of(LOOPBACK, Addresses.host(address));
  }
}
