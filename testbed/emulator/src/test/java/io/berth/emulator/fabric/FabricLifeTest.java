package io.berth.emulator.fabric;

import static io.berth.emulator.fabric.TwoInstances.ENI_A;
import static io.berth.emulator.fabric.TwoInstances.SUBNET_A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Link;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: what the fabric makes looks like a node's network, and goes with it. Method: the real
/// kernel, asked by netlink.
class FabricLifeTest {
  private static final EniId SECOND = new EniId("eni-a1");
  private static final IpAddress SECOND_PRIMARY = IpAddress.parse("10.99.0.20");

  @TempDir Path directory;

  @Test
  void primaryInterface_attached_looksLikeANodesAfterDhcp() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory);
        NetlinkSocket netlink = world.fabric.callInInstance("a", NetlinkSocket::open)) {
      Link eth0 = netlink.link(LinkReference.of("eth0")).orThrow();
      assertTrue(eth0.running());
      assertEquals(9001, eth0.mtu());
      assertEquals(
          List.of(NetPrefix.parse("10.99.0.10/24")),
          netlink.addresses(NetAddress.Family.IPV4, eth0.index()).orThrow().stream()
              .map(InterfaceAddress::address)
              .toList());
      List<String> dhcp =
          netlink.routes(NetAddress.Family.IPV4, Route.MAIN_TABLE).orThrow().stream()
              .filter(route -> route.protocol() == Route.PROTOCOL_DHCP)
              .map(route -> route.toString().replace("link #" + eth0.index(), "eth0"))
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "0.0.0.0/0 via 10.99.0.1 eth0 table 254 metric 512 src 10.99.0.10",
              "10.99.0.1/32 eth0 table 254 metric 512 scope link src 10.99.0.10",
              "10.99.0.2/32 eth0 table 254 metric 512 scope link src 10.99.0.10"),
          dhcp);
      assertEquals("1", sysctl(world, "ip_forward"));
      assertEquals("0", sysctl(world, "conf/all/rp_filter"));
      assertEquals("2", sysctl(world, "conf/eth0/rp_filter"));
    }
  }

  @Test
  void secondaryInterface_attached_isDownWithItsMacAndNothingElse() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      EniLink second = TwoInstances.eni(SECOND, "a", 1, SUBNET_A, SECOND_PRIMARY);
      world.fabric.attach(second);
      try (NetlinkSocket netlink = world.fabric.callInInstance("a", NetlinkSocket::open)) {
        Link eth1 = netlink.link(LinkReference.of("eth1")).orThrow();

        assertFalse(eth1.up());
        assertEquals(Addresses.netlink(second.mac()), eth1.mac());
        assertEquals(List.of(), netlink.addresses(NetAddress.Family.IPV4, eth1.index()).orThrow());

        world.fabric.detach(SECOND);

        assertEquals(List.of("eth0"), vethNames(netlink));
      }
    }
  }

  @Test
  void attach_linkNameTaken_failsAndLeavesNothing() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory);
        NetlinkSocket vpc = world.fabric.callInVpc(NetlinkSocket::open)) {
      List<String> before = vethNames(vpc);
      EniLink taken =
          new EniLink(
              SECOND,
              "a",
              1,
              "eth0",
              MacAddress.parse("02:00:00:00:00:99"),
              SUBNET_A,
              SECOND_PRIMARY,
              Set.of(SECOND_PRIMARY),
              EniLink.VPC_MTU_BYTES,
              true);

      IOException failure = assertThrows(IOException.class, () -> world.fabric.attach(taken));

      assertTrue(failure.toString().contains("EEXIST"), failure.toString());
      assertEquals(before, vethNames(vpc));
      world.fabric.attach(TwoInstances.eni(SECOND, "a", 1, SUBNET_A, SECOND_PRIMARY));
    }
  }

  @Test
  void close_twice_leavesNoNamespaceAndNoMount() throws IOException {
    TwoInstances world = TwoInstances.create(directory);
    assertTrue(mounts().contains(directory.toString()));

    world.fabric.close();
    world.fabric.close();

    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
    assertFalse(mounts().contains(directory.toString()));
  }

  @Test
  void close_foreignNamespaceBesideIt_leavesThatAlone() throws IOException {
    TwoInstances world = TwoInstances.create(directory);
    Path foreign = directory.resolve("foreign");
    NetworkNamespace.createMounted(foreign).close();
    try {
      world.fabric.close();

      assertTrue(Files.exists(foreign));
    } finally {
      NetworkNamespace.delete(foreign);
    }
  }

  @Test
  void close_namespaceRemovedBehindItsBack_removesTheRest() throws IOException {
    TwoInstances world = TwoInstances.create(directory);
    NetworkNamespace.delete(world.fabric.instanceNamespace("a"));

    world.fabric.close();

    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void create_nameTaken_saysSoAndKeepsTheOther() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      IOException failure = assertThrows(IOException.class, () -> Fabric.create(directory, "vpc"));

      assertTrue(failure.toString().contains("vpc exists already"), failure.toString());
      assertTrue(failure.toString().contains("ip netns del vpc"), failure.toString());
      assertTrue(Files.exists(world.fabric.instanceNamespace("a")));
    }
  }

  @Test
  void removeInstance_thenAgain_takesItsLinksOnly() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory);
        NetlinkSocket vpc = world.fabric.callInVpc(NetlinkSocket::open)) {
      world.fabric.removeInstance("a");
      world.fabric.removeInstance("a");

      assertEquals(
          List.of("eni-b0 of b"),
          vpc.linksOfKind("veth").orThrow().stream().map(Link::alias).toList());
      assertThrows(
          IllegalStateException.class, () -> world.fabric.setSourceDestCheck(ENI_A, false));
      world.fabric.removeSubnet(SUBNET_A);
    }
  }

  @Test
  void removeSubnet_withAnEniInIt_isRefused() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, () -> world.fabric.removeSubnet(SUBNET_A));

      assertEquals("eni-a0 is still attached in subnet 10.99.0.0/24", refusal.getMessage());
    }
  }

  @Test
  void describe_twoInstances_namesEverything() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.fabric.setSourceDestCheck(ENI_A, false);

      assertEquals(
          """
          VPC in %1$s/vpc
            subnet 10.99.0.0/24, router 10.99.0.1
            subnet 10.99.1.0/24, router 10.99.1.1
          instance a in %1$s/a
            eth0: eni-a0 02:00:0a:63:00:0a, no source check, 10.99.0.10
          instance b in %1$s/b
            eth0: eni-b0 02:00:0a:63:01:0a, 10.99.1.10
          """
              .formatted(directory),
          world.fabric.describe());
    }
  }

  private static List<String> vethNames(NetlinkSocket netlink) throws IOException {
    return netlink.linksOfKind("veth").orThrow().stream().map(Link::name).toList();
  }

  private static String sysctl(TwoInstances world, String key) throws IOException {
    return world.fabric.callInInstance(
        "a", () -> Files.readString(Path.of("/proc/sys/net/ipv4", key)).strip());
  }

  private static String mounts() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo"));
  }
}
