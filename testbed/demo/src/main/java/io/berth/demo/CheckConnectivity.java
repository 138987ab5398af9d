package io.berth.demo;

import io.berth.demo.rig.Kernel;
import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens connections between pods and sends packets that a VPC must drop.
final class CheckConnectivity implements Step {

  /// Longer than any packet takes here; what has not come by then was dropped.
  private static final Duration DROPPED_AFTER = Duration.ofMillis(250);

  private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(3);

  /// An address for documentation (RFC 5737), which nobody here has.
  private static final String NOBODYS_ADDRESS = "203.0.113.77";

  @Override
  public String title() {
    return "Pods talk as VPC hosts";
  }

  @Override
  public String why() {
    return "Every pair of ENIs carries a TCP connection, and the server must see the pod's own"
        + " address: no NAT, no overlay. A packet that lies about its source must not arrive.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    List<EniPairs.Spot> spots = spots(stage);
    connect(stage, "pod-to-pod-same-node", "on one node", EniPairs.withinNodes(spots));
    connect(stage, "pod-to-pod-across-nodes", "across nodes", EniPairs.acrossNodes(spots));
    pingRouter(stage, EniPairs.oneOfEachEni(spots));
    lie(stage, spots);
  }

  private static List<EniPairs.Spot> spots(Stage stage) throws IOException, InterruptedException {
    Map<String, String> eniOf = new HashMap<>();
    for (Node node : stage.nodes) {
      for (LeaseView lease : node.control().leases()) {
        eniOf.put(lease.address(), lease.eni());
      }
    }
    return stage.pods.stream()
        .map(pod -> new EniPairs.Spot(pod, eniOf.getOrDefault(pod.address(), "unknown")))
        .toList();
  }

  private static void connect(Stage stage, String name, String where, List<EniPairs.Pair> pairs) {
    if (pairs.isEmpty()) {
      stage.checks.skipped(name, "there are no two pods " + where);
      return;
    }
    List<String> failures = new ArrayList<>();
    for (EniPairs.Pair pair : pairs) {
      PlacedPod from = pair.from().pod();
      String to = pair.to().pod().address();
      stage.screen.progress("connecting pods " + where);
      try {
        String seen = Traffic.ask(from.pod().namespace(), to);
        if (!seen.equals(from.address())) {
          failures.add(from.address() + " was seen as " + seen + " by " + to);
        }
      } catch (IOException e) {
        failures.add("from " + from.address() + ": " + e.getMessage());
      }
    }
    stage.checks.that(
        failures.isEmpty(),
        name,
        "TCP " + where + ": " + pairs.size() + " of " + pairs.size() + " ENI pairs, sources kept",
        "TCP "
            + where
            + ": "
            + failures.size()
            + " of "
            + pairs.size()
            + " ENI pairs fail; the first: "
            + (failures.isEmpty() ? "" : failures.getFirst()));
  }

  private static void pingRouter(Stage stage, List<EniPairs.Spot> spots) throws IOException {
    List<String> silent = new ArrayList<>();
    for (EniPairs.Spot spot : spots) {
      PlacedPod pod = spot.pod();
      if (!Traffic.ping(pod.pod().namespace(), pod.node().place().router())) {
        silent.add(pod.address());
      }
    }
    stage.checks.that(
        silent.isEmpty(),
        "pod-to-router",
        "ICMP echo to the VPC router: answered for a pod of each of " + spots.size() + " ENIs",
        "the VPC router does not answer pings of " + silent);
  }

  private static void lie(Stage stage, List<EniPairs.Spot> spots)
      throws IOException, InterruptedException {
    if (stage.pods.size() < 2) {
      stage.checks.skipped("wrong-source-dropped", "there are no two pods");
      return;
    }
    PlacedPod receiver = stage.pods.getLast();
    List<PlacedPod> liars =
        EniPairs.oneOfEachEni(spots).stream()
            .map(EniPairs.Spot::pod)
            .filter(pod -> pod.node() != receiver.node() || stage.nodes.size() == 1)
            .filter(pod -> !pod.equals(receiver))
            .toList();
    String stolen =
        stage.pods.stream()
            .filter(pod -> pod.node() == receiver.node() && !pod.equals(receiver))
            .filter(_ -> stage.nodes.size() > 1)
            .map(PlacedPod::address)
            .findFirst()
            .orElse(NOBODYS_ADDRESS);
    List<String> wrong = new ArrayList<>();
    for (PlacedPod liar : liars) {
      wrong.addAll(lie(liar, stolen, receiver));
    }
    stage.checks.that(
        wrong.isEmpty(),
        "wrong-source-dropped",
        "UDP from %d pods: arrives from their own address, dropped with source %s"
            .formatted(liars.size(), stolen),
        String.join("; ", wrong));
  }

  /// Sends a datagram with a stolen source, then an honest one.
  ///
  /// @return what went wrong
  private static List<String> lie(PlacedPod liar, String stolen, PlacedPod receiver)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    Kernel.addAddress(liar.pod().namespace(), stolen);
    try (var in = Traffic.Receiver.open(receiver.pod().namespace(), receiver.address())) {
      Traffic.send(liar.pod().namespace(), stolen, receiver.address(), in.port(), "lie");
      Traffic.send(liar.pod().namespace(), liar.address(), receiver.address(), in.port(), "truth");
      String first = in.next(ARRIVES_WITHIN);
      if (!"truth".equals(first)) {
        wrong.add("from " + liar.address() + " came " + first + " instead of the honest datagram");
      }
      if (in.next(DROPPED_AFTER) != null) {
        wrong.add("a datagram of " + liar.address() + " with source " + stolen + " arrived");
      }
    } finally {
      Kernel.removeAddress(liar.pod().namespace(), stolen);
    }
    return wrong;
  }
}
