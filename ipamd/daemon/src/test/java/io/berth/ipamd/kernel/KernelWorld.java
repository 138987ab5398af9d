package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelContract;
import io.berth.ipam.port.Sandbox;
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

  private final Way way;
  private final NetworkNamespace node;
  private final NetlinkSocket nodeNetlink;
  private final NetlinkKernel kernel;
  private final Map<String, Pod> pods = new HashMap<>();
  private int plugged;

  private KernelWorld(Way way) throws IOException {
    this.way = way;
    node = NetworkNamespace.create();
    nodeNetlink = node.openNetlink();
    perform(
        nodeNetlink,
        new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)));
    kernel =
        node.call(() -> NetlinkKernel.start(WORKERS, () -> ThreadLocalRandom.current().nextLong()));
  }

  /// Skips the test, visibly, where the machine does not let this process make namespaces.
  static KernelWorld create(Way way) {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    try {
      return new KernelWorld(way);
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
    String name = "eth" + ++plugged;
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

  /// Routes and rules of Berth, and veths: what must be gone when all pods are.
  List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    nodeNetlink.linksOfKind("veth").orThrow().forEach(link -> left.add(link.toString()));
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
