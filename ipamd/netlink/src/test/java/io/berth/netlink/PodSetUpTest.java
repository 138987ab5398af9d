package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.netlink.Request.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: one pod's whole network set-up works in two batches. Method: fresh namespaces on the real
/// kernel, and what the kernel reports afterwards.
class PodSetUpTest {
  private static final int TABLE = 1000;
  private static final int PROTOCOL = 77;
  private static final int GROUP = 101;
  private static final NetAddress GATEWAY = NetAddress.parse("169.254.1.1");

  @Test
  void twoBatches_freshNamespaces_podIsReachable() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      Pod pod = new Pod(5001, namespaces.pod().descriptor());

      assertAllDone(namespaces.hostNetlink().execute(pod.hostSide()));
      assertAllDone(namespaces.podNetlink().execute(pod.podSide()));

      Link host = namespaces.hostNetlink().link(LinkReference.of(pod.index)).orThrow();
      assertEquals(pod.hostName, host.name());
      assertEquals("veth", host.kind());
      assertEquals(pod.alias, host.alias());
      assertEquals(GROUP, host.group());
      assertEquals(9001, host.mtu());
      assertEquals(pod.hostMac, host.mac());
      assertEquals(pod.index, host.peerIndex());
      assertTrue(host.running());
      assertEquals(1, host.ipv4Settings().get(Ipv4Setting.RP_FILTER).orElseThrow());
      Link inPod = namespaces.podNetlink().link(LinkReference.of("eth0")).orThrow();
      assertEquals(pod.podMac, inPod.mac());
      assertEquals(9001, inPod.mtu());
      assertTrue(inPod.running());
      assertTrue(namespaces.podNetlink().link(LinkReference.of("lo")).orThrow().up());
      assertEquals(
          List.of(pod.hostRoute()),
          namespaces.hostNetlink().routes(NetAddress.Family.IPV4, TABLE).orThrow());
      assertEquals(
          List.of(pod.defaultRoute(), pod.gatewayRoute()),
          namespaces.podNetlink().routes(NetAddress.Family.IPV4, Route.MAIN_TABLE).orThrow());
      assertEquals(
          List.of(Neighbour.permanent(pod.index, GATEWAY, pod.hostMac)),
          namespaces.podNetlink().neighbours(NetAddress.Family.IPV4, pod.index).orThrow());
    }
  }

  @Test
  void linkGroup_deleted_takesItsMembersOnly() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Pod pod = new Pod(6000 + i, namespaces.pod().descriptor());
        requests.add(pod.createVeth("eth" + i));
      }
      assertAllDone(namespaces.hostNetlink().execute(requests));
      List<Request> doomed = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        doomed.add(
            new Request.ChangeLink(
                LinkReference.of(6000 + i), LinkAttributes.none().withGroup(999)));
      }
      doomed.add(new Request.DeleteLinkGroup(999));

      assertAllDone(namespaces.hostNetlink().execute(doomed));

      List<Integer> left =
          namespaces.hostNetlink().linksOfKind("veth").orThrow().stream()
              .map(Link::index)
              .sorted()
              .toList();
      assertEquals(List.of(6015, 6016, 6017, 6018, 6019), left);
      Outcome again = namespaces.hostNetlink().execute(new Request.DeleteLinkGroup(999));
      assertTrue(again instanceof Outcome.Failed failed && failed.notFound(), again::toString);
    }
  }

  /// The cost is printed, not asserted: it is the machine's. The namespaces are made before and
  /// closed after the clock runs, because their end holds the kernel's one lock on links for
  /// milliseconds.
  @Test
  void manyPods_setUp_costIsPrinted() throws IOException {
    int runs = Integer.getInteger("berth.podSetUp.runs", 20);
    long[] nanos = new long[runs];
    List<NetworkNamespace> pods = new ArrayList<>();
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      for (int i = 0; i < runs; i++) {
        pods.add(NetworkNamespace.create());
      }
      for (int i = 0; i < runs; i++) {
        try (NetlinkSocket podNetlink = pods.get(i).openNetlink()) {
          Pod plan = new Pod(7000 + i, pods.get(i).descriptor());
          long start = System.nanoTime();
          List<Outcome> host = namespaces.hostNetlink().execute(plan.hostSide());
          List<Outcome> inside = podNetlink.execute(plan.podSide());
          nanos[i] = System.nanoTime() - start;
          assertAllDone(host);
          assertAllDone(inside);
        }
      }
      assertEquals(runs, namespaces.hostNetlink().linksOfKind("veth").orThrow().size());
    } finally {
      pods.forEach(NetworkNamespace::close);
    }
    Arrays.sort(nanos);
    System.out.printf(
        "one pod's kernel set-up, two batches, %d runs: p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, max %.3f ms%n",
        runs,
        nanos[runs / 2] / 1e6,
        nanos[runs * 9 / 10] / 1e6,
        nanos[runs * 99 / 100] / 1e6,
        nanos[runs - 1] / 1e6);
  }

  private static void assertAllDone(List<Outcome> outcomes) {
    assertEquals(Collections.nCopies(outcomes.size(), new Outcome.Done()), outcomes);
  }

  /// One pod: its names and addresses follow from its link index.
  private static final class Pod {
    final int index;
    final int podDescriptor;
    final String hostName;
    final String alias;
    final MacAddress hostMac;
    final MacAddress podMac;
    final NetPrefix address;

    Pod(int index, int podDescriptor) {
      this.index = index;
      this.podDescriptor = podDescriptor;
      hostName = "eni" + index;
      alias = "berth:net:container-" + index + ":eth0";
      hostMac = MacAddress.locallyAdministered(0x1000_0000L + index);
      podMac = MacAddress.locallyAdministered(0x2000_0000L + index);
      address = NetPrefix.host(NetAddress.parse("10.0.0.0").plus(index));
    }

    List<Request> hostSide() {
      return List.of(
          createVeth("eth0"),
          new Request.ChangeLink(
              LinkReference.of(index),
              LinkAttributes.none().withAlias(alias).withIpv4Setting(Ipv4Setting.RP_FILTER, 1)),
          new Request.AddRoute(hostRoute(), Mode.REPLACE));
    }

    List<Request> podSide() {
      return List.of(
          new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)),
          new Request.ChangeLink(LinkReference.of(index), LinkAttributes.none().withUp(true)),
          new Request.AddAddress(InterfaceAddress.of(index, address), Mode.CREATE),
          new Request.AddRoute(gatewayRoute(), Mode.CREATE),
          new Request.AddRoute(defaultRoute(), Mode.CREATE),
          new Request.AddNeighbour(Neighbour.permanent(index, GATEWAY, hostMac), Mode.CREATE));
    }

    Request createVeth(String podName) {
      LinkAttributes near =
          LinkAttributes.none()
              .withName(hostName)
              .withIndex(index)
              .withMac(hostMac)
              .withMtu(9001)
              .withGroup(GROUP)
              .withUp(true);
      LinkAttributes far =
          LinkAttributes.none().withName(podName).withIndex(index).withMac(podMac).withMtu(9001);
      return new Request.CreateVeth(near, far, podDescriptor);
    }

    Route hostRoute() {
      return Route.to(address)
          .withLink(index)
          .withScope(Scope.LINK)
          .withTable(TABLE)
          .withProtocol(PROTOCOL);
    }

    Route gatewayRoute() {
      return Route.to(NetPrefix.host(GATEWAY)).withLink(index).withScope(Scope.LINK);
    }

    Route defaultRoute() {
      return Route.to(NetPrefix.any(NetAddress.Family.IPV4)).withGateway(GATEWAY).withLink(index);
    }
  }
}
