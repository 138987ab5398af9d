package io.berth.emulator.fabric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Privileges;
import io.berth.netlink.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A VPC with the instances "a" and "b", each with a primary ENI in a subnet of its own, so that
/// packets between them pass the router without any ARP for the far address.
final class TwoInstances implements AutoCloseable {
  static final Cidr SUBNET_A = Cidr.parse("10.99.0.0/24");
  static final Cidr SUBNET_B = Cidr.parse("10.99.1.0/24");
  static final IpAddress A = IpAddress.parse("10.99.0.10");
  static final IpAddress B = IpAddress.parse("10.99.1.10");
  static final EniId ENI_A = new EniId("eni-a0");
  static final EniId ENI_B = new EniId("eni-b0");
  static final int PORT = 7777;

  /// Bounds a wait for a datagram that must come; only a failing test waits that long.
  private static final int RECEIVE_TIMEOUT_MILLIS = 5_000;

  final Fabric fabric;

  private TwoInstances(Fabric fabric) {
    this.fabric = fabric;
  }

  /// Skips the test, visibly, where this process may not make namespaces.
  static TwoInstances create(Path directory) throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    TwoInstances world = new TwoInstances(Fabric.create(directory, "vpc"));
    world.fabric.addSubnet(SUBNET_A);
    world.fabric.addSubnet(SUBNET_B);
    world.fabric.addInstance("a");
    world.fabric.addInstance("b");
    world.fabric.attach(eni(ENI_A, "a", 0, SUBNET_A, A));
    world.fabric.attach(eni(ENI_B, "b", 0, SUBNET_B, B));
    return world;
  }

  static EniLink eni(EniId id, String instance, int deviceIndex, Cidr subnet, IpAddress primary) {
    return new EniLink(
        id,
        instance,
        deviceIndex,
        "eth" + deviceIndex,
        new MacAddress(0x0200_0000_0000L | (primary.ipv4Bits() & 0xffff_ffffL)),
        subnet,
        primary,
        Set.of(primary),
        EniLink.VPC_MTU_BYTES,
        true);
  }

  /// Performs requests inside an instance; none may fail.
  void inside(String instance, Request... requests) throws IOException {
    try (NetlinkSocket netlink = fabric.callInInstance(instance, NetlinkSocket::open)) {
      for (Outcome outcome : netlink.execute(List.of(requests))) {
        if (outcome instanceof Outcome.Failed failed) {
          throw failed.toException();
        }
      }
    }
  }

  /// A UDP socket inside an instance.
  DatagramChannel udp(String instance, IpAddress source, int port) throws IOException {
    return fabric.callInInstance(
        instance,
        () ->
            DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(socketAddress(source, port)));
  }

  static void send(DatagramChannel from, IpAddress to, String text) throws IOException {
    from.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), socketAddress(to, PORT));
  }

  /// The next datagram as "text from address".
  static String receive(DatagramChannel at) throws IOException {
    at.socket().setSoTimeout(RECEIVE_TIMEOUT_MILLIS);
    java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[100], 100);
    at.socket().receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    return text + " from " + packet.getAddress().getHostAddress();
  }

  static InetSocketAddress socketAddress(IpAddress address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), port);
  }

  @Override
  public void close() throws IOException {
    fabric.close();
  }
}
