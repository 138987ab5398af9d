package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelContract;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Outcome;
import io.berth.netlink.Privileges;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// A fresh namespace as the node, with the adapter started in it, and fresh ones as sandboxes.
final class KernelWorld implements KernelContract.World, AutoCloseable {

  private static final int WORKERS = 4;

  /// How callers name a sandbox.
  enum Way {
    PATH,
    DESCRIPTORS
  }

  private record Pod(NetworkNamespace namespace, NetlinkSocket netlink) {}

  static final NodeRouting ROUTING = routing(PolicyRouting.DEFAULT);

  private final Way way;
  private final NetworkNamespace node;
  private final NetlinkSocket nodeNetlink;
  private final NetlinkKernel kernel;
  private final Map<String, Pod> pods = new HashMap<>();
  private int plugged;

  private KernelWorld(Way way, NodeRouting routing) throws IOException {
    this.way = way;
    node = NetworkNamespace.create();
    nodeNetlink = node.openNetlink();
    perform(
        nodeNetlink,
        new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)));
    plug("eth0", routing.primaryMac());
    kernel =
        node.call(() ->
            NetlinkKernel.start(WORKERS, routing, () -> ThreadLocalRandom.current().nextLong()));
  }

  /// Skips the test, visibly, where the machine does not let this process make namespaces.
  static KernelWorld create(Way way) {
    return create(way, ROUTING);
  }

  static NodeRouting routing(PolicyRouting policy) {
    return new NodeRouting(
        policy,
        MacAddress.parse("02:00:00:00:00:f0"),
        IpAddress.parse("10.0.0.5"),
        List.of(Cidr.parse("10.0.0.0/16")));
  }

  /// Sets the primary ENI up, and with it what all pods need.
  void applyPrimaryEni() {
    EniLink primary =
        new EniLink(
            new EniId("eni-f0"),
            ROUTING.primaryMac(),
            ROUTING.primaryAddress(),
            24,
            IpAddress.parse("10.0.0.1"),
            PodLink.MAIN_TABLE,
            PodLinks.MTU);
    KernelOutcome outcome = PodLinks.ask(replyTo -> kernel.applyEnis(List.of(primary), replyTo));
    if (!outcome.equals(new KernelOutcome.EnisApplied(List.of(), List.of()))) {
      throw new AssertionError(outcome);
    }
  }

  static KernelWorld create(Way way, NodeRouting routing) {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    try {
      return new KernelWorld(way, routing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Sandbox sandbox(String name) {
    Pod pod = pods.computeIfAbsent(name, absent -> newPod());
    return switch (way) {
      case PATH -> Sandbox.ofPath("/proc/self/fd/" + pod.namespace().descriptor());
      case DESCRIPTORS ->
          new Sandbox(
              "/run/netns/" + name, pod.namespace().descriptor(), pod.netlink().descriptor());
    };
  }

  @Override
  public void endSandbox(String name) {
    Pod pod = pods.remove(name);
    if (pod != null) {
      pod.netlink().close();
      pod.namespace().close();
    }
  }

  @Override
  public void plug(MacAddress mac) {
    plug("eth" + ++plugged, mac);
  }

  private void plug(String name, MacAddress mac) {
    sandbox("vpc");
    perform(
        nodeNetlink,
        new Request.CreateVeth(
            LinkAttributes.none()
                .withName(name)
                .withMac(new io.berth.netlink.MacAddress(mac.bits())),
            LinkAttributes.none().withName("far-" + name),
            namespace("vpc").descriptor()));
  }

  NetlinkKernel netlinkKernel() {
    return kernel;
  }

  NetworkNamespace node() {
    return node;
  }

  NetlinkSocket netlink() {
    return nodeNetlink;
  }

  NetworkNamespace namespace(String pod) {
    return there(pod).namespace();
  }

  NetlinkSocket netlink(String pod) {
    return there(pod).netlink();
  }

  /// Routes and rules of Berth, and veths other than the primary ENI: what must be gone when all
  /// pods are.
  List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    vethsOfPods().forEach(link -> left.add(link.toString()));
    for (Route route : nodeNetlink.routes(NetAddress.Family.IPV4).orThrow()) {
      if (route.protocol() == Marks.PROTOCOL) {
        left.add(route.toString());
      }
    }
    for (Rule rule : nodeNetlink.rules(NetAddress.Family.IPV4).orThrow()) {
      if (rule.protocol() == Marks.PROTOCOL) {
        left.add(rule.toString());
      }
    }
    return left;
  }

  /// All veths but the primary ENI.
  List<Link> vethsOfPods() throws IOException {
    return nodeNetlink.linksOfKind("veth").orThrow().stream()
        .filter(link -> !link.name().equals("eth0"))
        .toList();
  }

  static void perform(NetlinkSocket netlink, Request... requests) {
    for (Outcome outcome : netlink.execute(List.of(requests))) {
      if (outcome instanceof Outcome.Failed failed) {
        throw new AssertionError(failed.message());
      }
    }
  }

  @Override
  public void close() {
    kernel.close();
    List.copyOf(pods.keySet()).forEach(this::endSandbox);
    nodeNetlink.close();
    node.close();
  }

  private Pod there(String name) {
    Pod pod = pods.get(name);
    if (pod == null) {
      throw new AssertionError("no sandbox " + name);
    }
    return pod;
  }

  private static Pod newPod() {
    try {
      NetworkNamespace namespace = NetworkNamespace.create();
      return new Pod(namespace, namespace.openNetlink());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
