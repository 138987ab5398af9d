package io.berth.simulation.scenario;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.WarmTargets;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import io.berth.simulation.world.SimulatedCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Prefix delegation in a subnet in which others' addresses lie so that no aligned /28 is free, and
/// what becomes of it when they go. The incumbent's policy knows no prefixes and gets single
/// addresses here.
final class Fragmented {

  private static final int FREE_PERCENT = 40;
  private static final int PODS = 120;
  private static final long BETWEEN_PODS_MILLIS = 300;
  private static final long QUIET_MILLIS = 30_000;

  /// Long enough for a wait after "no /28", a surplus and a cooling time.
  private static final long RECOVERY_MILLIS = 600_000;

  private Fragmented() {}

  static List<Figure> run(Policy policy, long seed) {
    OneNode world = new OneNode("m5.4xlarge", LatencyProfile.REALISTIC, Throttling.EC2, seed);
    SubnetId subnet = world.identity().subnet();
    world.vpc().setUp(new Command.OccupySubnet(subnet, FREE_PERCENT));
    NodeSettings settings = NodeSettings.DEFAULT;
    PodNetwork network =
        world.boot(
            policy,
            new NodeSettings(
                AddressKind.PREFIX,
                new WarmTargets(1, 0, 0, 1, 0, Integer.MAX_VALUE),
                settings.coolingMillis(),
                settings.addTimeoutMillis(),
                0));
    Kubelet kubelet = world.kubelet(network, RetryRule.EVERY_SECOND, new Kubelet.Watcher() {});
    world.time().runUntil(QUIET_MILLIS);
    world.vpc().forgetCounts();
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      pods.add(kubelet.run());
      world.time().runUntil(world.time().nowMillis() + BETWEEN_PODS_MILLIS);
    }
    world.time().runUntil(world.time().nowMillis() + QUIET_MILLIS);
    double calls = Crowd.changingCalls(world);
    int singles = count(world, eni -> eni.secondaries().size());
    world.vpc().setUp(new Command.VacateSubnet(subnet));
    world.time().runUntil(world.time().nowMillis() + RECOVERY_MILLIS);
    pods.forEach(kubelet::stop);
    world.time().runUntil(world.time().nowMillis() + RECOVERY_MILLIS);
    return List.of(
        Figure.atMost("ADDs refused", (double) kubelet.refusals(), "", 0),
        Figure.atMost(
            "the longest wait",
            pods.stream()
                .mapToDouble(pod ->
                    pod.addressedMillis() < 0
                        ? Double.POSITIVE_INFINITY
                        : pod.waitedMillis() / 1_000.0)
                .max()
                .orElse(0),
            "s",
            1),
        Figure.atMost("calls that change something, of the pods", calls / PODS, "", 0.5),
        Figure.of("single addresses that stood in", singles, ""),
        Figure.atMost(
            "single addresses left when the others and the pods had gone",
            count(world, eni -> eni.secondaries().size()),
            "",
            0),
        Figure.of("prefixes then", count(world, eni -> eni.prefixes().size()), ""));
  }

  private static int count(OneNode world, ToIntFunction<Eni> portions) {
    return SimulatedCloud.attached(world.vpc().view(), world.identity().instance()).stream()
        .mapToInt(portions)
        .sum();
  }
}
