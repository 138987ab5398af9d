package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// A node of a [SmallVpc] with three ENIs, one pod on each and a second one on the middle one, set
/// up by the adapter.
final class RoutedNode implements AutoCloseable {

  private static final int ENIS = 3;
  private static final int MTU = 1500;

  /// A pod and where it is.
  ///
  /// @param eni its ENI's device index
  record Pod(String address, int eni, NetworkNamespace namespace, NetlinkSocket netlink) {}

  private final int base;
  private final NetworkNamespace namespace;
  private final NetlinkSocket netlink;
  private final Map<String, Pod> pods = new LinkedHashMap<>();
  private NetlinkKernel kernel;

  /// @param base last byte of the first ENI's address less 10
  RoutedNode(SmallVpc vpc, int base, PolicyRouting policy) throws IOException {
    this.base = base;
    namespace = NetworkNamespace.create();
    netlink = namespace.openNetlink();
    SmallVpc.forward(namespace);
    SmallVpc.up(netlink, "lo");
    for (int eni = 0; eni < ENIS; eni++) {
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        addresses.add("10.0.0." + (base + 10 + 10 * eni + i));
      }
      vpc.plug(namespace, "eth" + eni, new io.berth.netlink.MacAddress(mac(eni).bits()), addresses);
    }
    SmallVpc.up(netlink, "eth0");
    int eth0 = SmallVpc.index(netlink, "eth0");
    KernelWorld.perform(
        netlink,
        new Request.AddAddress(
            io.berth.netlink.InterfaceAddress.of(eth0, NetPrefix.parse(primary(0) + "/24")),
            Mode.CREATE),
        new Request.AddRoute(
            Route.to(NetPrefix.parse("0.0.0.0/0"))
                .withGateway(NetAddress.parse(SmallVpc.ROUTER))
                .withLink(eth0),
            Mode.CREATE));
    kernel = start(policy);
    for (int eni = 0; eni < ENIS; eni++) {
      attach(eni, 1);
    }
    attach(1, 2);
  }

  String primary(int eni) {
    return "10.0.0." + (base + 10 + 10 * eni);
  }

  /// An address of an ENI that no pod has.
  String unused(int eni) {
    return "10.0.0." + (base + 19 + 10 * eni);
  }

  List<Pod> pods() {
    return List.copyOf(pods.values());
  }

  /// The first pod on an ENI.
  Pod pod(int eni) {
    return pods().stream().filter(pod -> pod.eni() == eni).findFirst().orElseThrow();
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  NetlinkSocket netlink() {
    return netlink;
  }

  NetlinkKernel kernel() {
    return kernel;
  }

  PodLink link(Pod pod) {
    LeaseKey key = new LeaseKey("berth", pod.address(), "eth0");
    return new PodLink(
        key,
        IpAddress.parse(pod.address()),
        "eni" + pod.address().replace('.', '-'),
        "eth0",
        PodLink.ALIAS_PREFIX + key,
        PodLink.GATEWAY_IPV4,
        table(pod.eni()),
        MTU);
  }

  /// Ends the adapter and starts it with other settings, as a restart of the daemon does.
  void restart(PolicyRouting policy) throws IOException {
    kernel.close();
    kernel = start(policy);
  }

  Sandbox sandbox(Pod pod) {
    return new Sandbox("", pod.namespace().descriptor(), pod.netlink().descriptor());
  }

  private NetlinkKernel start(PolicyRouting policy) throws IOException {
    NodeRouting routing =
        new NodeRouting(
            policy, mac(0), IpAddress.parse(primary(0)), List.of(Cidr.parse("10.0.0.0/16")));
    NetlinkKernel started =
        namespace.call(
            () -> NetlinkKernel.start(2, routing, () -> ThreadLocalRandom.current().nextLong()));
    List<EniLink> enis = new ArrayList<>();
    for (int eni = 0; eni < ENIS; eni++) {
      enis.add(
          new EniLink(
              new EniId("eni-" + base + eni),
              mac(eni),
              IpAddress.parse(primary(eni)),
              24,
              IpAddress.parse(SmallVpc.ROUTER),
              table(eni),
              MTU));
    }
    assertEquals(
        new KernelOutcome.EnisApplied(List.of(), List.of()),
        PodLinks.ask(replyTo -> started.applyEnis(enis, replyTo)));
    return started;
  }

  private void attach(int eni, int number) throws IOException {
    NetworkNamespace sandbox = NetworkNamespace.create();
    String address = "10.0.0." + (base + 10 + 10 * eni + number);
    Pod pod = new Pod(address, eni, sandbox, sandbox.openNetlink());
    pods.put(address, pod);
    assertInstanceOf(
        KernelOutcome.Attached.class,
        PodLinks.ask(replyTo -> kernel.attachPod(link(pod), sandbox(pod), replyTo)));
  }

  private static int table(int eni) {
    return eni == 0 ? PodLink.MAIN_TABLE : eni + 1;
  }

  private MacAddress mac(int eni) {
    return new MacAddress(0x02_00_00_00_00_00L + base * 256L + eni);
  }

  @Override
  public void close() {
    kernel.close();
    for (Pod pod : pods.values()) {
      pod.netlink().close();
      pod.namespace().close();
    }
    netlink.close();
    namespace.close();
  }
}
