package io.berth.simulation.scenario;

import io.berth.emulator.vpc.Action;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.world.CallCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Pods that came together on one node.
final class Crowd {

  private final OneNode world;
  private final Kubelet kubelet;
  private final List<Pod> pods = new ArrayList<>();

  Crowd(OneNode world, Kubelet kubelet) {
    this.world = world;
    this.kubelet = kubelet;
  }

  void come(int count) {
    for (int i = 0; i < count; i++) {
      pods.add(kubelet.run());
    }
  }

  List<Pod> pods() {
    return pods;
  }

  /// Lets time pass until each has had its address.
  ///
  /// @return how long the last one waited, in seconds; infinite when it had none by then
  double secondsUntilAllServed(long limitMillis) {
    long end = world.time().nowMillis() + limitMillis;
    while (pods.stream().anyMatch(pod -> pod.addressedMillis() < 0)
        && world.time().nextMillis() <= end) {
      world.time().step();
    }
    return pods.stream()
        .mapToDouble(pod ->
            pod.addressedMillis() < 0 ? Double.POSITIVE_INFINITY : pod.waitedMillis() / 1_000.0)
        .max()
        .orElse(0);
  }

  /// Calls that change something, since the counts were forgotten.
  static double changingCalls(OneNode world) {
    double calls = 0;
    for (Map.Entry<Action, CallCount> entry : world.vpc().counts().entrySet()) {
      calls += entry.getKey().isRead() ? 0 : entry.getValue().calls();
    }
    return calls;
  }

  /// Lets time pass until a node holds so many addresses.
  ///
  /// @return how long it took, in seconds; infinite when it did not
  static double secondsUntilHeld(
      OneNode world, PodNetwork network, int addresses, long limitMillis) {
    long begun = world.time().nowMillis();
    while (network.holding().total() < addresses) {
      if (world.time().nextMillis() > begun + limitMillis) {
        return Double.POSITIVE_INFINITY;
      }
      world.time().step();
    }
    return (world.time().nowMillis() - begun) / 1_000.0;
  }
}
