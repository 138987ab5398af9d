package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What brings pods that are there from one layout to the other, as a function of what the kernel
/// has. A node that changes its layout at a restart has pods of the former one.
///
/// @param first makes routes and rules of the new layout beside the old ones
/// @param afterwards removes the old ones, once the new ones are in force
record PodMoves(List<Request> first, List<Request> afterwards) {

  /// @param links the node's veths
  /// @param inMain routes of the main table
  /// @param inPodTable routes of Berth's own table
  /// @param rules of the node
  static PodMoves to(
      Layout layout,
      List<Link> links,
      List<Route> inMain,
      List<Route> inPodTable,
      List<Rule> rules) {
    Map<Integer, Link> byIndex = new HashMap<>();
    links.forEach(link -> byIndex.put(link.index(), link));
    PodMoves moves = new PodMoves(new ArrayList<>(), new ArrayList<>());
    switch (layout) {
      case CONSTANT -> moves.toConstant(byIndex, inMain, rules);
      case PER_POD -> moves.toPerPod(byIndex, inPodTable);
    }
    return moves;
  }

  private void toConstant(Map<Integer, Link> links, List<Route> inMain, List<Rule> rules) {
    Set<NetPrefix> moved = new HashSet<>();
    List<Request> oldRoutes = new ArrayList<>();
    for (Route route : inMain) {
      Link link = links.get(route.linkIndex());
      if (link == null || !isPods(route, link)) {
        continue;
      }
      moved.add(route.destination());
      first.add(
          new Request.AddRoute(
              route.withTable(Marks.POD_TABLE).withProtocol(Marks.PROTOCOL), Mode.REPLACE));
      if (!Marks.isPodGroup(link.group())) {
        first.add(
            new Request.ChangeLink(
                LinkReference.of(link.index()),
                LinkAttributes.none()
                    .withGroup(Marks.podGroup(tableOf(route.destination(), rules)))
                    .withIpv4Setting(Ipv4Setting.RP_FILTER, Marks.RP_FILTER_STRICT)));
      }
      oldRoutes.add(new Request.DeleteRoute(route));
    }
    for (Rule rule : rules) {
      NetPrefix pod = rule.to() == null ? rule.from() : rule.to();
      if (PolicyRules.isOfAPod(rule)
          && (rule.protocol() == Marks.PROTOCOL || (pod != null && moved.contains(pod)))) {
        afterwards.add(new Request.DeleteRule(rule));
      }
    }
    // A rule that leads to the main table without the pod's route there would find the subnet's.
    afterwards.addAll(oldRoutes);
  }

  private void toPerPod(Map<Integer, Link> links, List<Route> inPodTable) {
    for (Route route : inPodTable) {
      Link link = links.get(route.linkIndex());
      if (link == null) {
        continue;
      }
      first.add(new Request.AddRoute(route.withTable(Route.MAIN_TABLE), Mode.REPLACE));
      int table =
          Marks.isPodGroup(link.group()) ? Marks.routeTable(link.group()) : PodLink.MAIN_TABLE;
      PodObjects.rules(route.destination(), table)
          .forEach(rule -> first.add(new Request.AddRule(rule)));
      afterwards.add(new Request.DeleteRoute(route));
    }
  }

  /// Rules of pods that have no route any more: a pod that was removed while it was moved.
  static List<Request> withoutRoute(List<Rule> rules, List<Route> inMain) {
    Set<NetPrefix> routed = new HashSet<>();
    inMain.forEach(route -> routed.add(route.destination()));
    return rules.stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL && PolicyRules.isOfAPod(rule))
        .filter(rule -> !routed.contains(rule.to() == null ? rule.from() : rule.to()))
        .<Request>map(Request.DeleteRule::new)
        .toList();
  }

  private static boolean isPods(Route route, Link link) {
    boolean oneAddress = route.destination().length() == route.destination().family().bits();
    boolean ours =
        route.protocol() == Marks.PROTOCOL
            || link.alias().startsWith(PodLink.ALIAS_PREFIX)
            || Marks.isPodGroup(link.group());
    return oneAddress && ours && route.gateway() == null;
  }

  private static int tableOf(NetPrefix pod, List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.priority() == Marks.FROM_POD_PRIORITY && pod.equals(rule.from()))
        .mapToInt(Rule::table)
        .findFirst()
        .orElse(PodLink.MAIN_TABLE);
  }
}
