package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Ipv4Setting;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.MacAddress;
import io.berth.netlink.Neighbour;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Privileges;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A VPC's router in a namespace, and an internet in another. Each ENI is a link to the router,
/// which knows the addresses that EC2 would have assigned to it, answers every ARP request, and
/// drops packets whose source is not an address of the ENI by which they come.
final class SmallVpc implements AutoCloseable {

  static final String ROUTER = "10.0.0.1";

  /// A service of the VPC's, as its DNS.
  static final String RESOLVER = "10.0.0.2";

  /// Outside the VPC.
  static final String INTERNET = "198.51.100.1";

  /// Outside the VPC, and excluded from translation.
  static final String PEER = "10.99.0.1";

  private final NetworkNamespace router;
  private final NetlinkSocket netlink;
  private final NetworkNamespace internet;
  private int plugged;

  private SmallVpc() throws IOException {
    router = NetworkNamespace.create();
    netlink = router.openNetlink();
    internet = NetworkNamespace.create();
    forward(router);
    up(netlink, "lo");
    address(netlink, "lo", RESOLVER);
    connectInternet();
  }

  /// Skips the test, visibly, where the machine does not let this process make namespaces.
  static SmallVpc create() throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    return new SmallVpc();
  }

  NetworkNamespace internet() {
    return internet;
  }

  NetworkNamespace router() {
    return router;
  }

  /// Attaches an ENI to a node.
  ///
  /// @param addresses all that it has
  void plug(NetworkNamespace node, String linkName, MacAddress mac, List<String> addresses) {
    String name = "eni" + plugged++;
    KernelWorld.perform(
        netlink,
        new Request.CreateVeth(
            LinkAttributes.none().withName(name).withUp(true),
            LinkAttributes.none().withName(linkName).withMac(mac),
            node.descriptor()));
    KernelWorld.perform(
        netlink,
        new Request.ChangeLink(
            LinkReference.of(name),
            LinkAttributes.none()
                .withIpv4Setting(Ipv4Setting.RP_FILTER, 1)
                .withIpv4Setting(Ipv4Setting.PROXY_ARP, 1)));
    int index = index(netlink, name);
    KernelWorld.perform(netlink, new Request.SetArpProxyDelay(index, 0));
    address(netlink, name, ROUTER);
    for (String address : addresses) {
      KernelWorld.perform(
          netlink,
          new Request.AddRoute(
              Route.to(NetPrefix.parse(address)).withLink(index).withScope(Scope.LINK),
              Mode.CREATE),
          // A VPC knows where an address is and asks nobody.
          new Request.AddNeighbour(
              Neighbour.permanent(index, NetAddress.parse(address), mac), Mode.REPLACE));
    }
  }

  private void connectInternet() throws IOException {
    KernelWorld.perform(
        netlink,
        new Request.CreateVeth(
            LinkAttributes.none().withName("igw").withUp(true),
            LinkAttributes.none().withName("eth0"),
            internet.descriptor()));
    address(netlink, "igw", "192.0.2.1");
    for (String outside : List.of(INTERNET, PEER)) {
      KernelWorld.perform(
          netlink,
          new Request.AddRoute(
              Route.to(NetPrefix.parse(outside))
                  .withLink(index(netlink, "igw"))
                  .withScope(Scope.LINK),
              Mode.CREATE));
    }
    try (NetlinkSocket there = internet.openNetlink()) {
      up(there, "lo");
      up(there, "eth0");
      // The first is the source of answers to datagrams.
      for (String outside : List.of(INTERNET, PEER)) {
        address(there, "eth0", outside);
      }
      int index = index(there, "eth0");
      KernelWorld.perform(
          there,
          new Request.AddRoute(
              Route.to(NetPrefix.parse("192.0.2.1")).withLink(index).withScope(Scope.LINK),
              Mode.CREATE),
          new Request.AddRoute(
              Route.to(NetPrefix.parse("0.0.0.0/0"))
                  .withGateway(NetAddress.parse("192.0.2.1"))
                  .withLink(index),
              Mode.CREATE));
    }
  }

  static void forward(NetworkNamespace namespace) throws IOException {
    write(namespace, "ip_forward", "1");
  }

  /// @param file below `/proc/sys/net/ipv4`
  static void write(NetworkNamespace namespace, String file, String value) throws IOException {
    namespace.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4", file), value));
  }

  static void up(NetlinkSocket netlink, String link) {
    KernelWorld.perform(
        netlink,
        new Request.ChangeLink(LinkReference.of(link), LinkAttributes.none().withUp(true)));
  }

  static void address(NetlinkSocket netlink, String link, String address) {
    KernelWorld.perform(
        netlink,
        new Request.AddAddress(
            InterfaceAddress.of(index(netlink, link), NetPrefix.parse(address)), Mode.CREATE));
  }

  static int index(NetlinkSocket netlink, String link) {
    try {
      return netlink.link(LinkReference.of(link)).orThrow().index();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    netlink.close();
    internet.close();
    router.close();
  }
}
