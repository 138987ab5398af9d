package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.netlink.Answer;
import io.berth.netlink.Link;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares a pod's link with what it should be, on both sides.
final class PodCheck {

  private final Layout layout;
  private final NetlinkSocket host;
  private final NetlinkSocket pod;
  private final PodLink link;
  private final List<String> differences = new ArrayList<>();

  PodCheck(Layout layout, NetlinkSocket host, NetlinkSocket pod, PodLink link) {
    this.layout = layout;
    this.host = host;
    this.pod = pod;
    this.link = link;
  }

  KernelOutcome perform() {
    try {
      Link outside = find(host, link.hostLink());
      Link inside = find(pod, link.interfaceName());
      expect(outside != null, "host link " + link.hostLink() + " is missing");
      expect(inside != null, "interface " + link.interfaceName() + " is missing in the sandbox");
      if (outside != null) {
        compareOutside(outside);
      }
      if (inside != null) {
        compareInside(inside);
      }
      if (inside != null && outside != null) {
        comparePair(outside, inside);
      }
    } catch (SystemCallException e) {
      return Refusals.other("cannot check " + link.key(), e.getMessage());
    }
    return differences.isEmpty()
        ? new KernelOutcome.Done()
        : new Failed(Reason.DIFFERENT, String.join("; ", differences));
  }

  private void compareOutside(Link outside) throws SystemCallException {
    NetAddress.Family family = Values.family(link.address());
    expect(
        outside.alias().equals(link.alias()),
        "host link "
            + link.hostLink()
            + " has alias '"
            + outside.alias()
            + "', not '"
            + link.alias()
            + "'");
    compareLink(outside, "host link " + link.hostLink());
    NetPrefix address = Values.host(link.address());
    expect(
        layout == Layout.PER_POD || outside.group() == Marks.podGroup(link.routeTable()),
        "host link "
            + link.hostLink()
            + " is in group "
            + outside.group()
            + ", not "
            + Marks.podGroup(link.routeTable()));
    expect(
        hasRoute(
            host.routes(family, PodObjects.routeTable(layout)).orThrow(),
            address,
            outside.index(),
            null),
        "the node has no route to " + link.address() + " through " + link.hostLink());
    List<Rule> rules = host.rules(family).orThrow();
    for (Rule wanted : PodObjects.rules(layout, link)) {
      // The incumbent's serve as well.
      expect(
          rules.stream().anyMatch(there -> there.withProtocol(wanted.protocol()).equals(wanted)),
          "the node has no rule '" + wanted + "'");
    }
  }

  private void compareInside(Link inside) throws SystemCallException {
    NetAddress.Family family = Values.family(link.address());
    compareLink(inside, "interface " + link.interfaceName());
    expect(
        pod.addresses(family, inside.index()).orThrow().stream()
            .anyMatch(there -> there.address().equals(Values.host(link.address()))),
        "interface " + link.interfaceName() + " does not have address " + link.address());
    List<Route> routes = pod.routes(family, Route.MAIN_TABLE).orThrow();
    NetAddress gateway = Values.netAddress(link.gateway());
    expect(
        hasRoute(routes, NetPrefix.host(gateway), inside.index(), null),
        "the sandbox has no route to the gateway " + gateway);
    expect(
        hasRoute(routes, NetPrefix.any(family), inside.index(), gateway),
        "the sandbox has no default route through " + gateway);
  }

  private void comparePair(Link outside, Link inside) throws SystemCallException {
    expect(
        inside.peerIndex() == outside.index(),
        "interface " + link.interfaceName() + " is not the other end of " + link.hostLink());
    NetAddress gateway = Values.netAddress(link.gateway());
    expect(
        pod.neighbours(gateway.family(), inside.index()).orThrow().stream()
            .anyMatch(there ->
                there.address().equals(gateway)
                    && there.mac() != null
                    && there.mac().equals(outside.mac())),
        "the sandbox does not know " + outside.mac() + " as the gateway's MAC address");
  }

  private void compareLink(Link there, String name) {
    expect(there.up(), name + " is down");
    expect(there.mtu() == link.mtu(), name + " has MTU " + there.mtu() + ", not " + link.mtu());
  }

  private static boolean hasRoute(
      List<Route> routes, NetPrefix destination, int linkIndex, @Nullable NetAddress gateway) {
    return routes.stream()
        .anyMatch(route ->
            route.destination().equals(destination)
                && route.linkIndex() == linkIndex
                && (gateway == null ? route.gateway() == null : gateway.equals(route.gateway())));
  }

  private static @Nullable Link find(NetlinkSocket netlink, String name)
      throws SystemCallException {
    return switch (netlink.link(LinkReference.of(name))) {
      case Answer.Found<Link>(Link link) -> link;
      case Answer.Refused<Link>(var failed) when failed.notFound() -> null;
      case Answer.Refused<Link>(var failed) -> throw failed.toException();
    };
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      differences.add(otherwise);
    }
  }
}
