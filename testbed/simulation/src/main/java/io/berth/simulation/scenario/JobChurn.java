package io.berth.simulation.scenario;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.simulation.node.Holding;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import java.util.ArrayList;
import java.util.List;

/// Short jobs, one batch after the other.
final class JobChurn {

  private static final int BATCH = 100;
  private static final long PERIOD_MILLIS = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long FIRST_MINUTE_MILLIS = 60_000;

  private JobChurn() {}

  static List<Figure> run(Policy policy, long seed) {
    OneNode world = new OneNode("m5.24xlarge", LatencyProfile.REALISTIC, Throttling.EC2, seed);
    PodNetwork network = world.boot(policy, NodeSettings.DEFAULT);
    Kubelet kubelet = world.kubelet(network, RetryRule.EVERY_SECOND, new Kubelet.Watcher() {});
    world.time().runUntil(FIRST_MINUTE_MILLIS);
    long begun = world.time().nowMillis();
    List<Pod> batch = List.of();
    long longest = 0;
    int peakNeed = 0;
    int peakIdle = 0;
    while (world.time().nowMillis() < begun + HOUR_MILLIS) {
      for (Pod pod : batch) {
        longest = Math.max(longest, waitedAfterFirstMinute(world, pod, begun));
        kubelet.stop(pod);
      }
      batch = run(kubelet);
      for (long at = 0; at < PERIOD_MILLIS; at += 1_000) {
        world.time().runUntil(world.time().nowMillis() + 1_000);
        Holding holding = network.holding();
        peakNeed = Math.max(peakNeed, holding.leased() + holding.cooling());
        peakIdle = Math.max(peakIdle, holding.idle());
      }
    }
    return List.of(
        Figure.atMost("ADDs refused", (double) kubelet.refusals(), "", 0),
        Figure.atMost("longest wait after the first minute", longest / 1_000.0, "s", 1),
        Figure.atMost(
            "most idle addresses, of the most leased or cooling at once",
            (double) peakIdle / peakNeed,
            "",
            1.5),
        Figure.of("most addresses leased or cooling at once", peakNeed, ""),
        Figure.of("calls that change something", Crowd.changingCalls(world), ""));
  }

  private static List<Pod> run(Kubelet kubelet) {
    List<Pod> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(kubelet.run());
    }
    return batch;
  }

  /// A pod that leaves without an address has waited until now.
  private static long waitedAfterFirstMinute(OneNode world, Pod pod, long begunMillis) {
    if (pod.arrivedMillis() < begunMillis + FIRST_MINUTE_MILLIS) {
      return 0;
    }
    return pod.addressedMillis() < 0
        ? world.time().nowMillis() - pod.arrivedMillis()
        : pod.waitedMillis();
  }
}
