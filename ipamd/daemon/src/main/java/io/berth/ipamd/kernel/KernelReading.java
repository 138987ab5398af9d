package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.netlink.Link;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Route;
import io.berth.netlink.SystemCallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads which pods the kernel knows, in either layout: one list of links, one of the main table,
/// one of that of pods' routes.
final class KernelReading {

  private KernelReading() {}

  static KernelOutcome read(NetlinkSocket host) {
    try {
      List<Link> links = host.linksOfKind("veth").orThrow();
      List<Route> routes = new ArrayList<>();
      for (int table : List.of(Marks.POD_TABLE, Route.MAIN_TABLE)) {
        routes.addAll(host.routes(NetAddress.Family.IPV4, table).orThrow());
      }
      return new KernelOutcome.State(seen(links, routes));
    } catch (SystemCallException e) {
      return Refusals.other("cannot read the kernel's links and routes", e.getMessage());
    }
  }

  static KernelOutcome veths(NetlinkSocket host) {
    try {
      return new KernelOutcome.State(
          host.linksOfKind("veth").orThrow().stream()
              .map(link -> new PodLinkSeen(null, link.name(), link.alias()))
              .toList());
    } catch (SystemCallException e) {
      return Refusals.other("cannot read the kernel's links", e.getMessage());
    }
  }

  /// Routes to single addresses that Berth made, or that lead into a veth, each with its link. Also
  /// links of Berth's to which no route leads. Routes of a DHCP client lead to the subnet's
  /// services, not to pods.
  static List<PodLinkSeen> seen(List<Link> links, List<Route> routes) {
    Map<Integer, Link> byIndex = new HashMap<>();
    links.forEach(link -> byIndex.put(link.index(), link));
    // A pod that is being moved from one layout to the other has two routes.
    Set<PodLinkSeen> seen = new LinkedHashSet<>();
    Set<Integer> routed = new HashSet<>();
    for (Route route : routes) {
      Link link = byIndex.get(route.linkIndex());
      boolean oneAddress = route.destination().length() == route.destination().family().bits();
      boolean toPod =
          route.gateway() == null
              && (link != null || isOurs(route))
              && route.protocol() != Route.PROTOCOL_DHCP;
      if (oneAddress && toPod) {
        routed.add(route.linkIndex());
        seen.add(
            new PodLinkSeen(
                Values.ipAddress(route.destination().address()),
                link == null ? "" : link.name(),
                link == null ? "" : link.alias()));
      }
    }
    for (Link link : links) {
      boolean halfMade = link.alias().isEmpty() && Marks.isPodGroup(link.group());
      boolean ours = halfMade || link.alias().startsWith(PodLink.ALIAS_PREFIX);
      if (ours && !routed.contains(link.index())) {
        seen.add(new PodLinkSeen(null, link.name(), link.alias()));
      }
    }
    return List.copyOf(seen);
  }

  private static boolean isOurs(Route route) {
    return route.protocol() == Marks.PROTOCOL;
  }
}
