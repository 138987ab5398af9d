package io.berth.ipamd.kernel;

import io.berth.ipam.link.HostLinkNames;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.MacAddress;
import io.berth.netlink.Neighbour;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes pods on a node as the incumbent does: a veth, a route in the main table, the rules 512 and
/// 1536 without a protocol, and in the sandbox a default route through 169.254.1.1.
final class IncumbentPods {

  private static final NetAddress.Family IPV4 = NetAddress.Family.IPV4;
  private static final NetAddress GATEWAY = NetAddress.parse("169.254.1.1");
  private static final int TABLE = 2;

  private IncumbentPods() {}

  static String hostLink(PodName pod) {
    return HostLinkNames.name("eni", pod, new LeaseKey("aws-cni", "c", "eth0"));
  }

  static void make(KernelWorld world, String sandbox, PodName pod, String address, int number) {
    int index = 500 + number;
    NetPrefix prefix = NetPrefix.host(NetAddress.parse(address));
    MacAddress hostMac = MacAddress.locallyAdministered(number);
    world.sandbox(sandbox);
    KernelWorld.perform(
        world.netlink(),
        new Request.CreateVeth(
            LinkAttributes.none()
                .withName(hostLink(pod))
                .withIndex(index)
                .withMac(hostMac)
                .withMtu(PodLinks.MTU)
                .withUp(true),
            LinkAttributes.none().withName("eth0").withIndex(index).withMtu(PodLinks.MTU),
            world.namespace(sandbox).descriptor()),
        new Request.AddRoute(Route.to(prefix).withLink(index).withScope(Scope.LINK), Mode.REPLACE),
        new Request.AddRule(
            Rule.lookup(IPV4, Route.MAIN_TABLE).withPriority(512).withTo(prefix).withProtocol(0)),
        new Request.AddRule(
            Rule.lookup(IPV4, TABLE).withPriority(1536).withFrom(prefix).withProtocol(0)));
    KernelWorld.perform(
        world.netlink(sandbox),
        new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
        new Request.AddAddress(InterfaceAddress.of(index, prefix), Mode.CREATE),
        new Request.AddRoute(
            Route.to(NetPrefix.host(GATEWAY)).withLink(index).withScope(Scope.LINK), Mode.CREATE),
        new Request.AddRoute(
            Route.to(NetPrefix.any(IPV4)).withGateway(GATEWAY).withLink(index), Mode.CREATE),
        new Request.AddNeighbour(Neighbour.permanent(index, GATEWAY, hostMac), Mode.CREATE));
  }

  /// Everything on the node that speaks of the address or the pod, whoever made it.
  static List<String> left(KernelWorld world, PodName pod, String address) throws IOException {
    NetPrefix prefix = NetPrefix.host(NetAddress.parse(address));
    List<String> left = new ArrayList<>();
    world.netlink().linksOfKind("veth").orThrow().stream()
        .filter(link -> link.name().equals(hostLink(pod)))
        .forEach(link -> left.add(link.toString()));
    world.netlink().routes(IPV4).orThrow().stream()
        .filter(route -> route.destination().equals(prefix))
        .forEach(route -> left.add(route.toString()));
    world.netlink().rules(IPV4).orThrow().stream()
        .filter(rule -> prefix.equals(rule.to()) || prefix.equals(rule.from()))
        .forEach(rule -> left.add(rule.toString()));
    return left;
  }
}
