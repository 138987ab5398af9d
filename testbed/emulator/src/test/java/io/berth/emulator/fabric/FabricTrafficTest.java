package io.berth.emulator.fabric;

import static io.berth.emulator.fabric.TwoInstances.A;
import static io.berth.emulator.fabric.TwoInstances.B;
import static io.berth.emulator.fabric.TwoInstances.ENI_A;
import static io.berth.emulator.fabric.TwoInstances.ENI_B;
import static io.berth.emulator.fabric.TwoInstances.PORT;
import static io.berth.emulator.fabric.TwoInstances.SUBNET_A;
import static io.berth.emulator.fabric.TwoInstances.receive;
import static io.berth.emulator.fabric.TwoInstances.send;
import static io.berth.emulator.fabric.TwoInstances.socketAddress;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: the fabric delivers what a VPC delivers and drops what a VPC drops. Method: sockets opened
/// inside the instances' namespaces; what must not arrive is sent before something that must, on
/// the same path, which keeps the order.
class FabricTrafficTest {
  private static final int LOOPBACK = 1;

  /// How long a connection to nobody is tried: the one observation that has to wait.
  private static final int SILENCE_MILLIS = 300;

  @TempDir Path directory;

  @Test
  void tcp_betweenPrimaryAddresses_connectsWithThem() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory);
        ServerSocketChannel server = listen(world, "b", B);
        SocketChannel client = connect(world, "a", A, B);
        SocketChannel accepted = server.accept()) {
      assertEquals(socketAddress(A, client.socket().getLocalPort()), accepted.getRemoteAddress());
    }
  }

  @Test
  void tcp_withinOneSubnet_routerAnswersArp() throws IOException {
    IpAddress neighbour = IpAddress.parse("10.99.0.11");
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.fabric.addInstance("c");
      world.fabric.attach(TwoInstances.eni(new EniId("eni-c0"), "c", 0, SUBNET_A, neighbour));
      try (ServerSocketChannel server = listen(world, "c", neighbour);
          SocketChannel client = connect(world, "a", A, neighbour);
          SocketChannel accepted = server.accept()) {
        assertEquals(socketAddress(A, client.socket().getLocalPort()), accepted.getRemoteAddress());
      }
    }
  }

  @Test
  void metadataAddress_listenerInVpc_seesTheInstance() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory);
        ServerSocketChannel server =
            world.fabric.callInVpc(() ->
                ServerSocketChannel.open().bind(socketAddress(Fabric.METADATA_SERVICE, PORT)));
        SocketChannel client = connect(world, "a", A, Fabric.METADATA_SERVICE);
        SocketChannel accepted = server.accept()) {
      assertEquals(socketAddress(A, client.socket().getLocalPort()), accepted.getRemoteAddress());
    }
  }

  @Test
  void secondaryEni_setUpWithItsOwnTable_carriesItsAddress() throws IOException {
    IpAddress secondary = IpAddress.parse("10.99.0.20");
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.fabric.attach(TwoInstances.eni(new EniId("eni-a1"), "a", 1, SUBNET_A, secondary));
      NetPrefix host = Addresses.host(secondary);
      NetAddress router = Addresses.netlink(Addresses.router(SUBNET_A));
      int eth1 = linkIndex(world, "a", "eth1");
      world.inside(
          "a",
          new Request.ChangeLink(LinkReference.of(eth1), LinkAttributes.none().withUp(true)),
          new Request.AddAddress(InterfaceAddress.of(eth1, host), Mode.CREATE),
          new Request.AddRoute(
              Route.to(Addresses.ANY)
                  .withTable(2)
                  .withGateway(router)
                  .withLink(eth1)
                  .withOnLink(true),
              Mode.CREATE),
          new Request.AddRule(
              Rule.lookup(NetAddress.Family.IPV4, 2).withPriority(1536).withFrom(host)));

      try (ServerSocketChannel server = listen(world, "b", B);
          SocketChannel client = connect(world, "a", secondary, B);
          SocketChannel accepted = server.accept()) {
        assertEquals(
            socketAddress(secondary, client.socket().getLocalPort()), accepted.getRemoteAddress());
      }
      assertEquals(0, world.fabric.sourceCheckDrops());
    }
  }

  @Test
  void foreignSource_checkOn_isDroppedAndCounted() throws IOException {
    IpAddress foreign = IpAddress.parse("10.99.0.77");
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.inside("a", onLoopback(foreign));
      try (DatagramChannel server = world.udp("b", B, PORT);
          DatagramChannel right = world.udp("a", A, 0);
          DatagramChannel wrong = world.udp("a", foreign, 0)) {
        send(right, B, "first");
        send(wrong, B, "forged");
        send(right, B, "last");

        assertEquals("first from 10.99.0.10", receive(server));
        assertEquals("last from 10.99.0.10", receive(server));
        assertEquals(1, world.fabric.sourceCheckDrops());

        world.fabric.setSourceDestCheck(ENI_A, false);
        send(wrong, B, "unchecked");

        assertEquals("unchecked from 10.99.0.77", receive(server));
      }
    }
  }

  @Test
  void otherEnisAddress_asSource_isDropped() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      IpAddress ofB = IpAddress.parse("10.99.1.50");
      world.fabric.setAddresses(ENI_B, Set.of(B, ofB));
      world.inside("a", onLoopback(ofB));
      try (DatagramChannel server = world.udp("b", B, PORT);
          DatagramChannel right = world.udp("a", A, 0);
          DatagramChannel wrong = world.udp("a", ofB, 0)) {
        send(right, B, "first");
        send(wrong, B, "forged");
        send(right, B, "last");

        assertEquals("first from 10.99.0.10", receive(server));
        assertEquals("last from 10.99.0.10", receive(server));
        assertEquals(1, world.fabric.sourceCheckDrops());
      }
    }
  }

  @Test
  void unknownDestination_anywhere_isSilence() throws IOException {
    try (TwoInstances world = TwoInstances.create(directory)) {
      for (String nobody : new String[] {"10.99.0.200", "10.99.1.200", "192.0.2.1"}) {
        InetSocketAddress to = socketAddress(IpAddress.parse(nobody), PORT);
        assertThrows(
            SocketTimeoutException.class,
            () ->
                world.fabric.callInInstance(
                    "a",
                    () -> {
                      try (SocketChannel client = SocketChannel.open()) {
                        client.socket().connect(to, SILENCE_MILLIS);
                        return client.isConnected();
                      }
                    }),
            nobody);
      }
    }
  }

  @Test
  void setAddresses_addedAndTakenAway_decidesAboutDelivery() throws IOException {
    IpAddress extra = IpAddress.parse("10.99.1.50");
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.inside("b", onLoopback(extra));
      try (DatagramChannel server = world.udp("b", IpAddress.parse("0.0.0.0"), PORT);
          DatagramChannel client = world.udp("a", A, 0)) {
        send(client, extra, "too early");
        send(client, B, "one");
        assertEquals("one from 10.99.0.10", receive(server));

        world.fabric.setAddresses(ENI_B, Set.of(B, extra));
        send(client, extra, "two");
        assertEquals("two from 10.99.0.10", receive(server));

        world.fabric.setAddresses(ENI_B, Set.of(B));
        send(client, extra, "too late");
        send(client, B, "three");
        assertEquals("three from 10.99.0.10", receive(server));
      }
    }
  }

  @Test
  void addressesOfAPrefix_lastOne_isDelivered() throws IOException {
    Cidr prefix = Cidr.parse("10.99.1.32/28");
    try (TwoInstances world = TwoInstances.create(directory)) {
      Set<IpAddress> all = new HashSet<>(Set.of(B));
      for (long offset = 0; offset < prefix.size(); offset++) {
        all.add(prefix.address(offset));
      }
      world.fabric.setAddresses(ENI_B, all);
      IpAddress last = prefix.address(15);
      world.inside("b", onLoopback(last));
      try (DatagramChannel server = world.udp("b", last, PORT);
          DatagramChannel client = world.udp("a", A, 0)) {
        send(client, last, "hello");
        assertEquals("hello from 10.99.0.10", receive(server));
      }
    }
  }

  @Test
  void addressMovedToAnotherEni_newOwnerFirst_staysWithIt() throws IOException {
    IpAddress moving = IpAddress.parse("10.99.0.60");
    try (TwoInstances world = TwoInstances.create(directory)) {
      world.fabric.setAddresses(ENI_A, Set.of(A, moving));
      world.inside("b", onLoopback(moving));

      world.fabric.setAddresses(ENI_B, Set.of(B, moving));
      world.fabric.setAddresses(ENI_A, Set.of(A));

      try (DatagramChannel server = world.udp("b", moving, PORT);
          DatagramChannel client = world.udp("a", A, 0)) {
        world.inside(
            "a",
            new Request.AddRoute(
                Route.to(Addresses.host(moving))
                    .withGateway(Addresses.netlink(Addresses.router(SUBNET_A)))
                    .withLink(linkIndex(world, "a", "eth0")),
                Mode.CREATE));
        send(client, moving, "moved");
        assertEquals("moved from 10.99.0.10", receive(server));
      }
    }
  }

  @Test
  void unusedAddressOfTheSendersEni_isSentBackByTheRouter() throws IOException {
    IpAddress unused = IpAddress.parse("10.99.0.50");
    try (TwoInstances world = TwoInstances.create(directory);
        DatagramChannel client = world.udp("a", A, 0)) {
      world.fabric.setAddresses(ENI_A, Set.of(A, unused));
      long before = forwarded(world);

      send(client, unused, "hairpin");

      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            while (forwarded(world) == before) {
              Thread.onSpinWait();
            }
          },
          "the router did not answer ARP for it, or dropped the packet");
    }
  }

  /// Packets that the router has sent on: `ForwDatagrams` of RFC 4293.
  private static long forwarded(TwoInstances world) throws IOException {
    return world.fabric.callInVpc(() ->
        KernelCounters.counter(
            Files.readAllLines(Path.of("/proc/thread-self/net/snmp")), "Ip:", "ForwDatagrams"));
  }

  private static Request onLoopback(IpAddress address) {
    return new Request.AddAddress(
        InterfaceAddress.of(LOOPBACK, Addresses.host(address)), Mode.CREATE);
  }

  private static int linkIndex(TwoInstances world, String instance, String link)
      throws IOException {
    try (NetlinkSocket netlink = world.fabric.callInInstance(instance, NetlinkSocket::open)) {
      return netlink.link(LinkReference.of(link)).orThrow().index();
    }
  }

  private static ServerSocketChannel listen(TwoInstances world, String instance, IpAddress at)
      throws IOException {
    return world.fabric.callInInstance(
        instance, () -> ServerSocketChannel.open().bind(socketAddress(at, PORT)));
  }

  private static SocketChannel connect(
      TwoInstances world, String instance, IpAddress from, IpAddress to) throws IOException {
    return world.fabric.callInInstance(
        instance,
        () -> {
          SocketChannel client = SocketChannel.open().bind(socketAddress(from, 0));
          client.socket().connect(socketAddress(to, PORT), 5_000);
          return client;
        });
  }
}
