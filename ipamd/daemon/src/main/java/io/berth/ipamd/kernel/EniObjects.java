package io.berth.ipamd.kernel;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.Scope;
import java.util.ArrayList;
import java.util.List;

/// The requests that bring one ENI's link to what it should be, as a function of what is there.
///
/// @param eni what is wanted
/// @param link its link
/// @param addresses of that link
/// @param rules of the node
record EniObjects(EniLink eni, Link link, List<InterfaceAddress> addresses, List<Rule> rules) {

  /// Removals of addresses come first, because the kernel deletes an address together with the one
  /// of the same subnet that it came after; routes are replaced in place, so that traffic never
  /// finds the table without its default route.
  List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    requests.add(new Request.ChangeLink(LinkReference.of(link.index()), settings()));
    if (eni.routeTable() == PodLink.MAIN_TABLE) {
      // The node's own interface: its addresses and routes are the operating system's.
      return requests;
    }
    foreignAddresses().forEach(address -> requests.add(new Request.DeleteAddress(address)));
    requests.add(new Request.AddAddress(address(), Mode.CREATE));
    requests.add(new Request.AddRoute(gatewayRoute(), Mode.REPLACE));
    requests.add(new Request.AddRoute(defaultRoute(), Mode.REPLACE));
    requests.add(new Request.DeleteRoute(subnetRoute()));
    requests.add(new Request.AddRule(rule(eni)));
    staleRules().forEach(stale -> requests.add(new Request.DeleteRule(stale)));
    return requests;
  }

  /// Whether a failure says only that something is as it should be.
  static boolean tolerated(Request request, Outcome.Failed failed) {
    return switch (request) {
      case Request.AddAddress _, Request.AddRule _ -> failed.alreadyExists();
      case Request.DeleteAddress _, Request.DeleteRoute _, Request.DeleteRule _ ->
          failed.notFound();
      default -> false;
    };
  }

  private LinkAttributes settings() {
    // Drivers may restart their queues even for an MTU that they have.
    LinkAttributes settings =
        link.mtu() == eni.mtu() ? LinkAttributes.none() : LinkAttributes.none().withMtu(eni.mtu());
    settings = settings.withUp(true);
    return eni.address().isIpv4()
        ? settings.withIpv4Setting(Ipv4Setting.RP_FILTER, Marks.RP_FILTER_LOOSE)
        : settings;
  }

  private List<InterfaceAddress> foreignAddresses() {
    return addresses.stream()
        .filter(there -> there.linkIndex() == link.index())
        .filter(there -> there.scope().equals(Scope.GLOBAL))
        .filter(there -> !there.address().equals(address().address()))
        .toList();
  }

  /// The flag keeps the kernel from adding a route to the subnet to the main table, where it would
  /// compete with the primary ENI's.
  private InterfaceAddress address() {
    return new InterfaceAddress(
        link.index(),
        new NetPrefix(Values.netAddress(eni.address()), eni.prefixLength()),
        Scope.GLOBAL,
        InterfaceAddress.NO_PREFIX_ROUTE);
  }

  private NetAddress gateway() {
    return Values.netAddress(eni.gateway());
  }

  private Route gatewayRoute() {
    return Route.to(NetPrefix.host(gateway()))
        .withLink(link.index())
        .withScope(Scope.LINK)
        .withTable(eni.routeTable())
        .withProtocol(Marks.PROTOCOL);
  }

  private Route defaultRoute() {
    return Route.to(NetPrefix.any(gateway().family()))
        .withGateway(gateway())
        .withLink(link.index())
        .withTable(eni.routeTable())
        .withProtocol(Marks.PROTOCOL);
  }

  /// What an address without that flag brought, whoever set it.
  private Route subnetRoute() {
    return Route.to(address().address().network())
        .withLink(link.index())
        .withScope(Scope.NOWHERE)
        .withProtocol(0);
  }

  /// The rule that sends what the node itself says from this ENI's address out of this ENI.
  static Rule rule(EniLink eni) {
    return Rule.lookup(Values.family(eni.gateway()), eni.routeTable())
        .withPriority(Marks.FROM_ENI_PRIORITY)
        .withFrom(Values.host(eni.address()))
        .withProtocol(Marks.PROTOCOL);
  }

  /// Rules to this ENI's table from the ENI that had the table before.
  private List<Rule> staleRules() {
    NetPrefix own = Values.host(eni.address());
    return rules.stream()
        .filter(there -> there.protocol() == Marks.PROTOCOL)
        .filter(there -> there.priority() == Marks.FROM_ENI_PRIORITY)
        .filter(there -> there.table() == eni.routeTable() && !own.equals(there.from()))
        .toList();
  }
}
