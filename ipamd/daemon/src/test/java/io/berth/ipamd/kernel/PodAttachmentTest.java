package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.Attached;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import io.berth.netlink.Answer;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Aim: a pod's link is what a pod needs, and a failed one leaves nothing. Method: fresh namespaces
/// on the real kernel, in both layouts, and what the kernel reports afterwards.
@ParameterizedClass
@EnumSource(Layout.class)
class PodAttachmentTest {

  private static final NetAddress.Family IPV4 = NetAddress.Family.IPV4;
  private static final NetAddress GATEWAY = NetAddress.parse("169.254.1.1");

  private final Layout layout;
  private KernelWorld world;

  PodAttachmentTest(Layout layout) {
    this.layout = layout;
  }

  @BeforeEach
  void makeWorld() {
    world =
        KernelWorld.create(
            KernelWorld.Way.DESCRIPTORS,
            KernelWorld.routing(PolicyRouting.DEFAULT.withLayout(layout)));
  }

  @AfterEach
  void endWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void attach_podOnSecondaryEni_makesTheObjectsOfItsLayout() throws IOException {
    PodLink link = PodLinks.of("a", 1, 3);

    Attached attached = assertInstanceOf(Attached.class, attach(link));

    Link outside = world.netlink().link(LinkReference.of(link.hostLink())).orThrow();
    assertEquals(attached.hostIndex(), outside.index());
    assertEquals(link.alias(), outside.alias());
    assertEquals(102, outside.group());
    assertEquals(PodLinks.MTU, outside.mtu());
    assertTrue(outside.running());
    assertEquals(1, outside.ipv4Settings().get(Ipv4Setting.RP_FILTER).orElseThrow());
    NetPrefix pod = NetPrefix.parse("10.0.1.1");
    Route route = Route.to(pod).withLink(outside.index()).withScope(Scope.LINK).withProtocol(139);
    assertEquals(
        switch (layout) {
          case CONSTANT -> List.of();
          case PER_POD ->
              List.of(
                  Rule.lookup(IPV4, 254).withPriority(512).withTo(pod).withProtocol(139),
                  Rule.lookup(IPV4, 3).withPriority(1536).withFrom(pod).withProtocol(139));
        },
        ourRules());
    assertEquals(
        layout == Layout.PER_POD ? List.of(route) : List.of(),
        world.netlink().routes(IPV4, Route.MAIN_TABLE).orThrow());
    assertEquals(
        layout == Layout.CONSTANT ? List.of(route.withTable(139_000)) : List.of(),
        world.netlink().routes(IPV4, 139_000).orThrow());

    Link inside = world.netlink("a").link(LinkReference.of("eth0")).orThrow();
    assertEquals(attached.podMac().bits(), inside.mac() == null ? 0 : inside.mac().bits());
    assertEquals(PodLinks.MTU, inside.mtu());
    assertTrue(world.netlink("a").link(LinkReference.of("lo")).orThrow().up());
    assertEquals(
        List.of(pod),
        world.netlink("a").addresses(IPV4, inside.index()).orThrow().stream()
            .map(InterfaceAddress::address)
            .toList());
    assertEquals(
        GATEWAY,
        world.netlink("a").routes(IPV4, Route.MAIN_TABLE).orThrow().stream()
            .filter(each -> each.destination().length() == 0)
            .findFirst()
            .orElseThrow()
            .gateway());
    assertEquals(
        attached.hostMac().toString(),
        String.valueOf(
            world.netlink("a").neighbours(IPV4, inside.index()).orThrow().getFirst().mac()));
  }

  @Test
  void attach_podOnPrimaryEni_needsNoRuleByItsSource() throws IOException {
    assertInstanceOf(Attached.class, attach(PodLinks.of("a", 1, PodLink.MAIN_TABLE)));

    assertEquals(
        layout == Layout.PER_POD ? List.of(512) : List.of(),
        ourRules().stream().map(Rule::priority).toList());
    assertEquals(100, world.netlink().link(LinkReference.of("eni00000000001")).orThrow().group());
  }

  @Test
  void attachedPod_reachesItsNode() throws IOException {
    world.applyPrimaryEni();
    KernelWorld.perform(
        world.netlink(),
        new Request.AddAddress(
            InterfaceAddress.of(1, NetPrefix.parse("10.0.0.10/32")), Mode.CREATE));
    attach(PodLinks.of("a", 1, 3));
    InetAddress node = InetAddress.getByAddress(new byte[] {10, 0, 0, 10});
    try (ServerSocket server = world.node().call(() -> new ServerSocket(0, 1, node))) {
      InetSocketAddress there = new InetSocketAddress(node, server.getLocalPort());
      try (Socket client =
          world
              .namespace("a")
              .call(() -> {
                Socket socket = new Socket();
                socket.connect(there, 5_000);
                return socket;
              })) {
        assertEquals("/10.0.1.1", client.getLocalAddress().toString());
      }
    }
  }

  @Test
  void attach_nameOfAForeignLink_leavesItAndNamesIt() throws IOException {
    PodLink link = PodLinks.of("a", 1, 3);
    KernelWorld.perform(
        world.netlink(),
        new Request.CreateVeth(
            LinkAttributes.none().withName(link.hostLink()),
            LinkAttributes.none().withName("other"),
            -1));

    Failed failed = assertInstanceOf(Failed.class, attach(link));

    assertEquals(Reason.OTHER, failed.reason());
    assertTrue(failed.text().contains("exists and is not Berth's"), failed.text());
    assertTrue(failed.text().contains("AWS_VPC_K8S_CNI_VETHPREFIX"), failed.text());
    assertEquals(2, world.vethsOfPods().size());
    assertEquals(List.of(), ourRules());
  }

  @Test
  void removeStrays_afterACrashBetweenLinkAndAlias_leavesNoLink() throws IOException {
    PodLink link = PodLinks.of("a", 1, 3);
    world.sandbox("former");
    KernelWorld.perform(
        world.netlink(),
        new Request.CreateVeth(
            LinkAttributes.none().withName(link.hostLink()).withGroup(102),
            LinkAttributes.none().withName("eth0"),
            world.namespace("former").descriptor()));

    KernelOutcome.State seen =
        assertInstanceOf(
            KernelOutcome.State.class, PodLinks.ask(replyTo -> world.kernel().read(replyTo)));
    assertEquals(List.of(new KernelOutcome.PodLinkSeen(null, link.hostLink(), "")), seen.links());
    PodLinks.ask(replyTo -> world.kernel().removeStrays(seen.links(), replyTo));
    assertTrue(world.netlink().link(LinkReference.of(link.hostLink())) instanceof Answer.Refused);
  }

  @Test
  void attach_afterACrashBetweenLinkAndAlias_takesTheNameOver() throws IOException {
    PodLink link = PodLinks.of("a", 1, 3);
    world.sandbox("former");
    KernelWorld.perform(
        world.netlink(),
        new Request.CreateVeth(
            LinkAttributes.none().withName(link.hostLink()).withGroup(102),
            LinkAttributes.none().withName("eth0"),
            world.namespace("former").descriptor()));

    assertInstanceOf(Attached.class, attach(link));
  }

  @Test
  void attach_podOfSameNameReturned_removesRulesOfTheFormerAddress() throws IOException {
    PodLink former = PodLinks.of("a", 1, 3);
    attach(former);
    PodLink now = withHostLink(PodLinks.of("b", 2, 3), former.hostLink());

    assertInstanceOf(Attached.class, attach(now));

    assertEquals(PodObjects.rules(layout, now), ourRules());
  }

  @Test
  void attach_sandboxRefuses_leavesNothing() throws IOException {
    PodLink link = PodLinks.of("a", 1, 3);
    world.sandbox("a");
    KernelWorld.perform(
        world.netlink("a"),
        new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)),
        new Request.AddRoute(
            Route.to(NetPrefix.host(GATEWAY)).withLink(1).withScope(Scope.LINK), Mode.CREATE));

    Failed failed = assertInstanceOf(Failed.class, attach(link));

    assertEquals(Reason.OTHER, failed.reason());
    assertTrue(failed.text().contains("add route 169.254.1.1/32"), failed.text());
    assertTrue(failed.text().contains("EEXIST"), failed.text());
    assertEquals(List.of(), world.leftovers());
  }

  @Test
  void detach_linkRebuiltWithoutItsTable_leavesNoRule() throws IOException {
    attach(PodLinks.of("a", 1, 3));
    PodLink rebuilt = PodLinks.of("a", 1, PodLink.MAIN_TABLE);

    assertEquals(
        new KernelOutcome.Done(),
        PodLinks.ask(replyTo -> world.kernel().detachPods(List.of(rebuilt), replyTo)));

    assertEquals(List.of(), world.leftovers());
  }

  /// The decoder refuses such names; what gets past it is a defect, found before anything is sent.
  @Test
  void objects_aliasTooLong_areNotMade() {
    var mac = io.berth.netlink.MacAddress.parse("02:00:00:00:00:01");
    PodObjects objects =
        new PodObjects(Layout.PER_POD, PodLinks.of("c".repeat(300), 1, 3), 100_000, mac, mac);

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, objects::hostSide);

    assertTrue(
        String.valueOf(refused.getMessage()).contains("an alias has at most 255 bytes"),
        refused.getMessage());
  }

  @Test
  void read_routesOfADhcpClient_areNoPods() throws IOException {
    world.plug(MacAddress.parse("02:00:00:00:00:0a"));
    KernelWorld.perform(
        world.netlink(),
        new Request.ChangeLink(LinkReference.of("eth1"), LinkAttributes.none().withUp(true)));
    int index = world.netlink().link(LinkReference.of("eth1")).orThrow().index();
    Route toResolver = Route.to(NetPrefix.parse("10.0.0.2")).withLink(index).withScope(Scope.LINK);
    KernelWorld.perform(
        world.netlink(),
        new Request.AddRoute(toResolver.withProtocol(Route.PROTOCOL_DHCP), Mode.CREATE));
    assertEquals(new KernelOutcome.State(List.of()), PodLinks.ask(world.kernel()::read));

    KernelWorld.perform(world.netlink(), new Request.AddRoute(toResolver, Mode.REPLACE));
    assertEquals(
        new KernelOutcome.State(
            List.of(new KernelOutcome.PodLinkSeen(IpAddress.parse("10.0.0.2"), "eth1", ""))),
        PodLinks.ask(world.kernel()::read));
  }

  @Test
  void attach_ownNamespace_isRefused() throws IOException {
    Sandbox own = Sandbox.ofPath("/proc/self/fd/" + world.node().descriptor());

    Failed failed =
        assertInstanceOf(
            Failed.class,
            PodLinks.ask(
                replyTo -> world.kernel().attachPod(PodLinks.of("a", 1, 3), own, replyTo)));

    assertEquals(Reason.OWN_NAMESPACE, failed.reason());
    assertEquals(List.of(), world.leftovers());
  }

  @Test
  void attachAndDetach_manyAtOnce_nothingIsLeft() throws IOException {
    int pods = 60;
    List<PodLink> links = new ArrayList<>();
    List<CompletableFuture<KernelOutcome>> outcomes = new ArrayList<>();
    for (int i = 1; i <= pods; i++) {
      PodLink link = PodLinks.of("pod" + i, i, i % 2 == 0 ? 3 : PodLink.MAIN_TABLE);
      Sandbox sandbox = world.sandbox("pod" + i);
      links.add(link);
      outcomes.add(PodLinks.askLater(replyTo -> world.kernel().attachPod(link, sandbox, replyTo)));
    }
    outcomes.forEach(outcome -> assertInstanceOf(Attached.class, outcome.join()));
    assertEquals(pods, world.vethsOfPods().size());

    outcomes.clear();
    for (int from = 0; from < pods; from += 12) {
      List<PodLink> some = links.subList(from, from + 12);
      outcomes.add(PodLinks.askLater(replyTo -> world.kernel().detachPods(some, replyTo)));
    }
    outcomes.forEach(outcome -> assertEquals(new KernelOutcome.Done(), outcome.join()));
    assertEquals(List.of(), world.leftovers());
  }

  @Test
  void close_thenAttach_isRefused() {
    world.kernel();
    world.close();
    KernelOutcome outcome =
        PodLinks.ask(replyTo ->
            world
                .kernel()
                .attachPod(PodLinks.of("a", 1, 3), Sandbox.ofPath("/proc/1/ns/net"), replyTo));
    assertTrue(outcome.toString().contains("the daemon is stopping"), outcome.toString());
  }

  private KernelOutcome attach(PodLink link) {
    Sandbox sandbox = world.sandbox(link.key().containerId());
    return PodLinks.ask(replyTo -> world.kernel().attachPod(link, sandbox, replyTo));
  }

  private List<Rule> ourRules() throws IOException {
    return world.netlink().rules(IPV4).orThrow().stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL)
        .toList();
  }

  private static PodLink withHostLink(PodLink link, String name) {
    return new PodLink(
        link.key(),
        link.address(),
        name,
        link.interfaceName(),
        link.alias(),
        link.gateway(),
        link.routeTable(),
        link.mtu());
  }
}
