package io.berth.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Subnet;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.MacAddress;
import io.berth.netlink.Neighbour;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Outcome;
import io.berth.netlink.Privileges;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shows that the metadata service counts hops: a pod one router behind the instance reaches it, a
/// container behind the pod does not. Both have addresses of the ENI, so nothing else stops them.
class MetadataHopsTest {

  private static final NetAddress GATEWAY = NetAddress.parse("169.254.1.1");
  private static final int POD_LINK = 501;
  private static final int NESTED_LINK = 502;

  /// How long a connection attempt that must fail is given.
  private static final int REFUSAL_MILLIS = 1_500;

  @TempDir private Path directory;

  @Test
  void metadata_reachesAPod_butNotAHopFurther() throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    try (Emulator emulator = Emulator.startWithNetwork(EmulatorOptions.DEFAULT, directory, "h");
        NetworkNamespace pod = NetworkNamespace.create();
        NetworkNamespace nested = NetworkNamespace.create()) {
      Subnet subnet =
          emulator.createSubnet(
              emulator.createVpc(Cidr.parse("10.97.0.0/16")).id(),
              Cidr.parse("10.97.0.0/24"),
              "us-east-1a");
      Instance instance = emulator.runInstance("m5.large", subnet.id());
      List<IpAddress> addresses = secondaries(emulator, instance);
      NetAddress podAddress = NetAddress.ofIpv4(addresses.get(0).ipv4Bits());
      NetAddress nestedAddress = NetAddress.ofIpv4(addresses.get(1).ipv4Bits());
      String path = Objects.requireNonNull(emulator.reach(instance.id()).get("namespacePath"));
      try (NetworkNamespace node = NetworkNamespace.open(Path.of(path));
          NetlinkSocket nodeLinks = node.openNetlink()) {
        join(node, pod, POD_LINK, podAddress);
        join(pod, nested, NESTED_LINK, nestedAddress);
        perform(
            nodeLinks,
            new Request.AddRoute(
                Route.to(NetPrefix.host(nestedAddress))
                    .withLink(POD_LINK)
                    .withGateway(podAddress)
                    .withOnLink(true),
                Request.Mode.CREATE));
      }
      assertEquals(instance.id().value(), pod.call(() -> PlainHttp.metadata("instance-id")));
      assertThrows(SocketTimeoutException.class, () -> nested.call(this::connect));
    }
  }

  private static List<IpAddress> secondaries(Emulator emulator, Instance instance) {
    NetworkInterface eni =
        emulator.read(model -> model.view().interfacesOf(instance.id()).getFirst());
    var outcome =
        emulator.perform(new Command.AssignAddresses(eni.id(), Ipv4Request.count(2), false));
    return assertInstanceOf(io.berth.emulator.vpc.Outcome.Assigned.class, outcome).addresses();
  }

  private boolean connect() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("169.254.169.254", 80), REFUSAL_MILLIS);
      return true;
    }
  }

  /// Puts a namespace behind another, as a pod behind its node: a veth, the address inside, a route
  /// each way, and forwarding outside.
  private static void join(
      NetworkNamespace outer, NetworkNamespace inner, int index, NetAddress address)
      throws IOException {
    MacAddress nearMac = MacAddress.parse("02:00:00:00:05:0" + index % 10);
    try (NetlinkSocket outside = outer.openNetlink();
        NetlinkSocket inside = inner.openNetlink()) {
      perform(
          outside,
          new Request.CreateVeth(
              LinkAttributes.none()
                  .withName("pod" + index)
                  .withIndex(index)
                  .withMac(nearMac)
                  .withUp(true),
              LinkAttributes.none().withName("eth0").withIndex(index),
              inner.descriptor()));
      perform(
          inside,
          new Request.ChangeLink(LinkReference.of("eth0"), LinkAttributes.none().withUp(true)));
      perform(
          inside,
          new Request.AddAddress(
              InterfaceAddress.of(index, NetPrefix.host(address)), Request.Mode.CREATE));
      perform(
          inside,
          new Request.AddNeighbour(
              Neighbour.permanent(index, GATEWAY, nearMac), Request.Mode.CREATE));
      perform(
          inside,
          new Request.AddRoute(
              Route.to(NetPrefix.any(NetAddress.Family.IPV4))
                  .withLink(index)
                  .withGateway(GATEWAY)
                  .withOnLink(true),
              Request.Mode.CREATE));
      perform(
          outside,
          new Request.AddRoute(
              Route.to(NetPrefix.host(address)).withLink(index).withScope(Scope.LINK),
              Request.Mode.CREATE));
    }
    Path _ = outer.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
  }

  private static void perform(NetlinkSocket netlink, Request request) throws IOException {
    if (netlink.execute(request) instanceof Outcome.Failed failed) {
      throw failed.toException();
    }
  }
}
