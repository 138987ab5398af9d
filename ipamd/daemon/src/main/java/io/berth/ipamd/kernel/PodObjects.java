package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
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
import java.util.ArrayList;
import java.util.List;

/// The requests that make one pod's link, as values.
///
/// Both ends get their index and MAC address from here. Known indexes spare a question to the
/// kernel between its creation and its use; an explicit MAC address keeps udev's policy for them
/// (`MACAddressPolicy=persistent`) from changing it after the pod's neighbour entry was made.
///
/// @param layout where its routes and rules are
/// @param link what is wanted
/// @param index of both ends, each in its namespace
/// @param hostMac MAC address of the end on the node
/// @param podMac MAC address of the end in the sandbox
record PodObjects(Layout layout, PodLink link, int index, MacAddress hostMac, MacAddress podMac) {

  /// Creates the pair. The group marks it as Berth's from its first moment, so that a process that
  /// dies before the alias is set leaves something that can be told.
  Request create(int namespaceDescriptor) {
    return new Request.CreateVeth(
        LinkAttributes.none()
            .withName(link.hostLink())
            .withIndex(index)
            .withMac(hostMac)
            .withMtu(link.mtu())
            .withGroup(Marks.podGroup(link.routeTable()))
            .withUp(true),
        LinkAttributes.none()
            .withName(link.interfaceName())
            .withIndex(index)
            .withMac(podMac)
            .withMtu(link.mtu()),
        namespaceDescriptor);
  }

  /// The rest on the node: alias, route, rules.
  List<Request> hostSide() {
    LinkAttributes change = LinkAttributes.none().withAlias(link.alias());
    if (link.address().isIpv4()) {
      change = change.withIpv4Setting(Ipv4Setting.RP_FILTER, Marks.RP_FILTER_STRICT);
    }
    List<Request> requests = new ArrayList<>();
    requests.add(new Request.ChangeLink(LinkReference.of(index), change));
    requests.add(new Request.AddRoute(hostRoute(layout, link, index), Mode.REPLACE));
    rules(layout, link).forEach(rule -> requests.add(new Request.AddRule(rule)));
    return requests;
  }

  /// Everything in the sandbox.
  List<Request> podSide() {
    return List.of(
        new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)),
        new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
        new Request.AddAddress(
            InterfaceAddress.of(index, Values.host(link.address())), Mode.CREATE),
        new Request.AddRoute(gatewayRoute(), Mode.CREATE),
        new Request.AddRoute(defaultRoute(), Mode.CREATE),
        new Request.AddNeighbour(Neighbour.permanent(index, gateway(), hostMac), Mode.CREATE));
  }

  /// The pod's route on the node.
  static Route hostRoute(Layout layout, PodLink link, int index) {
    return Route.to(Values.host(link.address()))
        .withTable(routeTable(layout))
        .withLink(index)
        .withScope(Scope.LINK)
        .withProtocol(Marks.PROTOCOL);
  }

  /// The table of pods' routes on the node.
  static int routeTable(Layout layout) {
    return switch (layout) {
      case CONSTANT -> Marks.POD_TABLE;
      case PER_POD -> Route.MAIN_TABLE;
    };
  }

  /// The pod's own rules on the node.
  static List<Rule> rules(Layout layout, PodLink link) {
    return switch (layout) {
      case CONSTANT -> List.of();
      case PER_POD -> rules(Values.host(link.address()), link.routeTable());
    };
  }

  /// A pod's rules in the layout with rules for each pod; one more when its ENI has a table of its
  /// own.
  static List<Rule> rules(NetPrefix pod, int routeTable) {
    NetAddress.Family family = pod.family();
    Rule toPod =
        Rule.lookup(family, Route.MAIN_TABLE)
            .withPriority(Marks.TO_POD_PRIORITY)
            .withTo(pod)
            .withProtocol(Marks.PROTOCOL);
    if (routeTable == PodLink.MAIN_TABLE) {
      return List.of(toPod);
    }
    Rule fromPod =
        Rule.lookup(family, routeTable)
            .withPriority(Marks.FROM_POD_PRIORITY)
            .withFrom(pod)
            .withProtocol(Marks.PROTOCOL);
    return List.of(toPod, fromPod);
  }

  /// Takes the pod's rules away, whichever ENI's table they lead to: a link that was rebuilt from
  /// the kernel alone does not know it. And whoever made them: the pod may have been taken over
  /// from the incumbent, whose rules carry no protocol, or have its address from one whose rules
  /// were left behind. So each is asked for twice.
  static List<Request> deleteRules(PodLink link) {
    NetAddress.Family family = Values.family(link.address());
    NetPrefix pod = Values.host(link.address());
    Rule any = Rule.lookup(family, 0).withProtocol(Marks.ANY_PROTOCOL);
    Request toPod = new Request.DeleteRule(any.withPriority(Marks.TO_POD_PRIORITY).withTo(pod));
    Request fromPod =
        new Request.DeleteRule(any.withPriority(Marks.FROM_POD_PRIORITY).withFrom(pod));
    return List.of(toPod, fromPod, toPod, fromPod);
  }

  private NetAddress gateway() {
    return Values.netAddress(link.gateway());
  }

  private Route gatewayRoute() {
    return Route.to(NetPrefix.host(gateway())).withLink(index).withScope(Scope.LINK);
  }

  private Route defaultRoute() {
    return Route.to(NetPrefix.any(gateway().family())).withGateway(gateway()).withLink(index);
  }
}
