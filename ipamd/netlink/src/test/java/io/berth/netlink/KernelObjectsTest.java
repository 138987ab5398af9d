package io.berth.netlink;

import static io.berth.netlink.FreshNamespaces.perform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.netlink.NetAddress.Family;
import io.berth.netlink.Request.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: what is written is what the kernel lists, for every kind of object. Method: fresh
/// namespaces on the real kernel, written and read back through the library.
class KernelObjectsTest {
  private static final int PROTOCOL = 77;
  private static final int A = 10;
  private static final int B = 11;

  @Test
  void link_changedInEveryAttribute_isReadBack() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      LinkAttributes change =
          LinkAttributes.none()
              .withName("renamed")
              .withMac(MacAddress.parse("02:00:00:00:00:42"))
              .withMtu(1400)
              .withGroup(5)
              .withAlias("näme")
              .withUp(true)
              .withIpv4Setting(Ipv4Setting.RP_FILTER, 2)
              .withIpv4Setting(Ipv4Setting.PROXY_ARP, 1)
              .withIpv4Setting(Ipv4Setting.FORWARDING, 1);

      perform(netlink, new Request.ChangeLink(LinkReference.of(A), change));

      Link link = netlink.link(LinkReference.of("renamed")).orThrow();
      assertEquals(A, link.index());
      assertEquals(B, link.peerIndex());
      assertEquals(-1, link.peerNamespaceId());
      assertEquals(change.mac(), link.mac());
      assertEquals(1400, link.mtu());
      assertEquals(5, link.group());
      assertEquals("näme", link.alias());
      assertTrue(link.up());
      assertFalse(link.running());
      assertEquals(2, link.ipv4Settings().get(Ipv4Setting.RP_FILTER).orElseThrow());
      assertEquals(1, link.ipv4Settings().get(Ipv4Setting.PROXY_ARP).orElseThrow());
      assertEquals(1, link.ipv4Settings().get(Ipv4Setting.FORWARDING).orElseThrow());

      perform(
          netlink,
          new Request.ChangeLink(
              LinkReference.of(A), LinkAttributes.none().withAlias("").withUp(false)));

      Link after = netlink.link(LinkReference.of(A)).orThrow();
      assertEquals("", after.alias());
      assertFalse(after.up());
    }
  }

  @Test
  void link_movedWithANewName_isInTheOtherNamespace() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);

      perform(
          netlink,
          new Request.MoveLink(
              LinkReference.of(B),
              namespaces.pod().descriptor(),
              LinkAttributes.none().withName("moved")));

      assertEquals(
          List.of("a"), netlink.linksOfKind("veth").orThrow().stream().map(Link::name).toList());
      Link moved = namespaces.podNetlink().link(LinkReference.of("moved")).orThrow();
      assertEquals(A, moved.peerIndex());
      assertTrue(moved.peerNamespaceId() >= 0, moved::toString);
    }
  }

  @Test
  void links_ofOneKind_areFilteredByTheKernel() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);

      assertEquals(
          List.of("a", "b"),
          netlink.linksOfKind("veth").orThrow().stream().map(Link::name).sorted().toList());
      assertTrue(netlink.links().orThrow().stream().anyMatch(link -> link.name().equals("lo")));
    }
  }

  @Test
  void addresses_ofBothFamilies_areListedAndDeleted() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      InterfaceAddress four = InterfaceAddress.of(A, NetPrefix.parse("10.0.0.5/24"));
      InterfaceAddress six =
          new InterfaceAddress(
              A,
              NetPrefix.parse("2001:db8::5/64"),
              Scope.GLOBAL,
              InterfaceAddress.NO_DUPLICATE_DETECTION);

      perform(
          netlink,
          new Request.AddAddress(four, Mode.CREATE),
          new Request.AddAddress(six, Mode.CREATE));

      assertEquals(
          List.of(
              new InterfaceAddress(A, four.address(), Scope.GLOBAL, InterfaceAddress.PERMANENT)),
          netlink.addresses(Family.IPV4).orThrow());
      assertEquals(
          List.of(six.address()),
          netlink.addresses(Family.IPV6, A).orThrow().stream()
              .map(InterfaceAddress::address)
              .toList());
      assertEquals(List.of(), netlink.addresses(Family.IPV4, B).orThrow());

      perform(netlink, new Request.DeleteAddress(four), new Request.DeleteAddress(six));

      assertEquals(List.of(), netlink.addresses(Family.IPV4).orThrow());
      assertEquals(List.of(), netlink.addresses(Family.IPV6, A).orThrow());
    }
  }

  @Test
  void routes_ofEveryForm_areListedAsWritten() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      Route base =
          Route.to(NetPrefix.parse("10.9.0.0/16")).withTable(100_000).withProtocol(PROTOCOL);
      List<Route> routes =
          List.of(
              Route.to(NetPrefix.any(Family.IPV4))
                  .withGateway(NetAddress.parse("10.1.2.3"))
                  .withLink(A)
                  .withOnLink(true)
                  .withTable(100_000)
                  .withProtocol(PROTOCOL),
              base.withLink(A)
                  .withScope(Scope.LINK)
                  .withPriority(5)
                  .withPreferredSource(NetAddress.parse("10.0.0.5")),
              base.withType(RouteType.BLACKHOLE).withPriority(6),
              base.withType(RouteType.UNREACHABLE).withPriority(-1));
      perform(
          netlink,
          new Request.ChangeLink(LinkReference.of(A), LinkAttributes.none().withUp(true)),
          new Request.AddAddress(
              InterfaceAddress.of(A, NetPrefix.parse("10.0.0.5/32")), Mode.CREATE));

      perform(
          netlink,
          routes.stream().map(r -> new Request.AddRoute(r, Mode.CREATE)).toArray(Request[]::new));

      assertEquals(routes, netlink.routes(Family.IPV4, 100_000).orThrow());
      assertTrue(netlink.routes(Family.IPV4).orThrow().containsAll(routes));
      assertEquals(List.of(), netlink.routes(Family.IPV4, 4711).orThrow());

      perform(netlink, routes.stream().map(Request.DeleteRoute::new).toArray(Request[]::new));

      assertEquals(List.of(), netlink.routes(Family.IPV4, 100_000).orThrow());
    }
  }

  @Test
  void ipv6Routes_inATableOfTheirOwn_areListedAsWritten() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      Route route =
          Route.to(NetPrefix.parse("2001:db8:1::/48"))
              .withLink(A)
              .withTable(1000)
              .withProtocol(PROTOCOL)
              .withPriority(1024);
      perform(
          netlink,
          new Request.ChangeLink(LinkReference.of(A), LinkAttributes.none().withUp(true)),
          new Request.AddRoute(route, Mode.CREATE));

      assertEquals(List.of(route), netlink.routes(Family.IPV6, 1000).orThrow());
      assertEquals(List.of(), netlink.routes(Family.IPV6, 4711).orThrow());
    }
  }

  @Test
  void route_replaced_takesTheOldOnesPlace() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      Route before =
          Route.to(NetPrefix.parse("10.9.0.1")).withType(RouteType.BLACKHOLE).withTable(1000);
      Route after =
          Route.to(NetPrefix.parse("10.9.0.1")).withLink(1).withScope(Scope.LINK).withTable(1000);
      perform(
          netlink,
          new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)));
      perform(netlink, new Request.AddRoute(before, Mode.CREATE));

      perform(netlink, new Request.AddRoute(after, Mode.REPLACE));

      assertEquals(List.of(after), netlink.routes(Family.IPV4, 1000).orThrow());
    }
  }

  @Test
  void rules_ofEveryForm_areListedAsWritten() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = namespaces.hostNetlink();
      Rule base = Rule.lookup(Family.IPV4, 100_000).withProtocol(PROTOCOL);
      List<Rule> rules =
          List.of(
              base.withPriority(512),
              base.withPriority(1024).withMark(0x80, 0x80),
              base.withPriority(1536).withFrom(NetPrefix.parse("10.0.0.0/8")).withInputLink("eth7"),
              base.withPriority(1537)
                  .withTo(NetPrefix.parse("10.0.0.1"))
                  .withSuppressPrefixLength(31),
              base.withPriority(1538).withSuppressGroup(0));

      perform(netlink, rules.stream().map(Request.AddRule::new).toArray(Request[]::new));

      assertEquals(rules, ours(netlink));
      assertTrue(
          netlink.execute(new Request.AddRule(rules.getFirst())) instanceof Outcome.Failed failed
              && failed.alreadyExists());

      perform(netlink, rules.stream().map(Request.DeleteRule::new).toArray(Request[]::new));

      assertEquals(List.of(), ours(netlink));
    }
  }

  @Test
  void neighbours_permanentAndProxyDelay_areTaken() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      NetlinkSocket netlink = withVeth(namespaces);
      Neighbour neighbour =
          Neighbour.permanent(
              A, NetAddress.parse("169.254.1.1"), MacAddress.parse("02:00:00:00:00:01"));

      perform(
          netlink,
          new Request.ChangeLink(LinkReference.of(A), LinkAttributes.none().withUp(true)),
          new Request.AddNeighbour(neighbour, Mode.CREATE),
          new Request.SetArpProxyDelay(A, 0));

      assertEquals(List.of(neighbour), netlink.neighbours(Family.IPV4, A).orThrow());
      assertEquals(List.of(), netlink.neighbours(Family.IPV4, B).orThrow());

      perform(netlink, new Request.DeleteNeighbour(neighbour));

      assertFalse(netlink.neighbours(Family.IPV4, A).orThrow().contains(neighbour));
    }
  }

  @Test
  void routes_moreThanOneDatagram_areAllListed() throws IOException {
    int count = 3_000;
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      List<Request> requests = new ArrayList<>();
      NetAddress first = NetAddress.parse("10.0.0.0");
      for (int i = 0; i < count; i++) {
        Route route =
            Route.to(NetPrefix.host(first.plus(i))).withType(RouteType.BLACKHOLE).withTable(1000);
        requests.add(new Request.AddRoute(route, Mode.CREATE));
      }
      perform(namespaces.hostNetlink(), requests.toArray(Request[]::new));

      assertEquals(
          count,
          namespaces.hostNetlink().routes(Family.IPV4, 1000).orThrow().stream().distinct().count());
    }
  }

  private static List<Rule> ours(NetlinkSocket netlink) throws IOException {
    return netlink.rules(Family.IPV4).orThrow().stream()
        .filter(rule -> rule.protocol() == PROTOCOL)
        .toList();
  }

  /// Gives the host namespace a veth from "a" to "b", both down.
  private static NetlinkSocket withVeth(FreshNamespaces namespaces) {
    perform(
        namespaces.hostNetlink(),
        new Request.CreateVeth(
            LinkAttributes.none().withName("a").withIndex(A),
            LinkAttributes.none().withName("b").withIndex(B),
            -1));
    return namespaces.hostNetlink();
  }
}
