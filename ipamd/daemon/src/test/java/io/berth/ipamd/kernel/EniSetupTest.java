package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome.EnisApplied;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aim: an ENI's link ends as it should be whatever was there before. Method: fresh namespaces on
/// the real kernel; veths stand for ENIs.
class EniSetupTest {

  private static final NetAddress.Family IPV4 = NetAddress.Family.IPV4;
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");
  private static final String SUBNET = "10.0.0.0/24";

  /// What all pods share.
  private static final List<Rule> SHARED =
      List.of(
          Rule.lookup(IPV4, 139_000).withPriority(512).withProtocol(Marks.PROTOCOL),
          Rule.lookup(IPV4, 254)
              .withPriority(1024)
              .withMark(0x80, 0x80)
              .withProtocol(Marks.PROTOCOL));

  private KernelWorld world;

  @BeforeEach
  void makeWorld() {
    world = KernelWorld.create(KernelWorld.Way.DESCRIPTORS);
    world.plug(MAC);
  }

  @AfterEach
  void endWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void secondaryEni_fresh_hasAddressTableAndRule() throws IOException {
    apply(eni("10.0.0.10", 2));

    assertIsSetUp("10.0.0.10");
  }

  @Test
  void secondaryEni_withForeignAddresses_losesThemAndTheirRoute() throws IOException {
    int index = world.netlink().link(LinkReference.of("eth1")).orThrow().index();
    KernelWorld.perform(
        world.netlink(),
        new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
        new Request.AddAddress(
            InterfaceAddress.of(index, NetPrefix.parse("10.0.0.77/24")), Mode.CREATE),
        new Request.AddAddress(
            InterfaceAddress.of(index, NetPrefix.parse("10.0.0.10/24")), Mode.CREATE));
    assertTrue(mainTable().contains(SUBNET), mainTable()::toString);

    apply(eni("10.0.0.10", 2));

    assertIsSetUp("10.0.0.10");
  }

  @Test
  void secondaryEni_addressAndPrefixRouteThere_keepsTheAddressOnly() throws IOException {
    int index = world.netlink().link(LinkReference.of("eth1")).orThrow().index();
    KernelWorld.perform(
        world.netlink(),
        new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
        new Request.AddAddress(
            InterfaceAddress.of(index, NetPrefix.parse("10.0.0.10/24")), Mode.CREATE));

    apply(eni("10.0.0.10", 2));

    assertIsSetUp("10.0.0.10");
  }

  @Test
  void secondaryEni_afterAnotherInItsTable_dropsTheOldRule() throws IOException {
    apply(eni("10.0.0.9", 2));
    apply(eni("10.0.0.10", 2));

    assertIsSetUp("10.0.0.10");
  }

  @Test
  void primaryEni_keepsWhatTheOperatingSystemMade() throws IOException {
    int index = world.netlink().link(LinkReference.of("eth1")).orThrow().index();
    KernelWorld.perform(
        world.netlink(),
        new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
        new Request.AddAddress(
            InterfaceAddress.of(index, NetPrefix.parse("10.0.0.5/24")), Mode.CREATE));

    apply(eni("10.0.0.5", PodLink.MAIN_TABLE));

    assertEquals(List.of(SUBNET), mainTable());
    assertEquals(SHARED, ourRules());
    Link link = world.netlink().link(LinkReference.of("eth1")).orThrow();
    assertEquals(9001, link.mtu());
    assertEquals(2, link.ipv4Settings().get(Ipv4Setting.RP_FILTER).orElseThrow());
  }

  private void assertIsSetUp(String address) throws IOException {
    Link link = world.netlink().link(LinkReference.of("eth1")).orThrow();
    assertTrue(link.up());
    assertEquals(9001, link.mtu());
    assertEquals(2, link.ipv4Settings().get(Ipv4Setting.RP_FILTER).orElseThrow());
    assertEquals(
        List.of(address + "/24"),
        world.netlink().addresses(IPV4, link.index()).orThrow().stream()
            .map(there -> there.address().toString())
            .toList());
    assertEquals(List.of(), mainTable());
    assertEquals(
        List.of("0.0.0.0/0 via 10.0.0.1", "10.0.0.1/32 direct"),
        world.netlink().routes(IPV4, 2).orThrow().stream()
            .map(route ->
                route.destination()
                    + (route.gateway() == null ? " direct" : " via " + route.gateway()))
            .sorted()
            .toList());
    List<Rule> expected = new ArrayList<>(SHARED);
    expected.add(
        Rule.lookup(IPV4, 2).withPriority(1536).withMark(1, 0x7f).withProtocol(Marks.PROTOCOL));
    expected.add(
        Rule.lookup(IPV4, 2)
            .withPriority(32765)
            .withFrom(NetPrefix.parse(address))
            .withProtocol(Marks.PROTOCOL));
    assertEquals(expected, ourRules());
  }

  @Test
  void forget_afterApply_leavesNoRuleOfIt() throws IOException {
    apply(eni("10.0.0.11", 2));
    PodLinks.ask(replyTo -> world.kernel().forgetEnis(List.of(eni("10.0.0.11", 2)), replyTo));
    assertEquals(SHARED, ourRules());
  }

  private void apply(EniLink eni) {
    assertEquals(
        new EnisApplied(List.of(), List.of()),
        PodLinks.ask(replyTo -> world.kernel().applyEnis(List.of(eni), replyTo)));
  }

  private static EniLink eni(String address, int table) {
    return new EniLink(
        new EniId("eni-0a"),
        MAC,
        IpAddress.parse(address),
        24,
        IpAddress.parse("10.0.0.1"),
        table,
        9001);
  }

  private List<String> mainTable() throws IOException {
    return world.netlink().routes(IPV4, Route.MAIN_TABLE).orThrow().stream()
        .map(route -> route.destination().toString())
        .collect(Collectors.toList());
  }

  private List<Rule> ourRules() throws IOException {
    return world.netlink().rules(IPV4).orThrow().stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL)
        .toList();
  }
}
