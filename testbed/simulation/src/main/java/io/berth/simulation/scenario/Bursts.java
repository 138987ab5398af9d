package io.berth.simulation.scenario;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import java.util.List;

/// More pods at once than addresses are warm.
final class Bursts {

  private static final String TYPE = "m5.24xlarge";
  private static final int WARM = 10;
  private static final int PODS = 100;

  /// An Assign and another one, of `realistic`.
  private static final double TWO_ASSIGNS_SECONDS = 2 * 0.5;

  private static final double CREATE_AND_ATTACH_SECONDS = 0.3 + 0.75;

  private static final long QUIET_MILLIS = 100_000;
  private static final long LIMIT_MILLIS = 600_000;

  private Bursts() {}

  static List<Figure> onThreeEnis(Policy policy, long seed) {
    OneNode world =
        new OneNode(TYPE, LatencyProfile.REALISTIC, Throttling.EC2, seed)
            .withAddresses(4)
            .withEni(1, 3)
            .withEni(2, 3);
    return burst(world, policy, TWO_ASSIGNS_SECONDS, 4);
  }

  static List<Figure> onOneEni(Policy policy, long seed) {
    OneNode world =
        new OneNode(TYPE, LatencyProfile.REALISTIC, Throttling.EC2, seed).withAddresses(WARM);
    // Assign, and two ENIs of three calls each.
    return burst(world, policy, 1.2 * CREATE_AND_ATTACH_SECONDS, 1 + 2 * 3);
  }

  private static List<Figure> burst(OneNode world, Policy policy, double seconds, double calls) {
    PodNetwork network = world.boot(policy, NodeSettings.DEFAULT.withWarmIps(WARM, 0));
    Kubelet kubelet = world.kubelet(network, RetryRule.EVERY_SECOND, new Kubelet.Watcher() {});
    world.time().runUntil(QUIET_MILLIS);
    if (network.holding().total() != WARM) {
      throw new IllegalStateException(
          "the burst was to meet " + WARM + " addresses, not " + network.holding());
    }
    world.vpc().forgetCounts();
    Crowd crowd = new Crowd(world, kubelet);
    crowd.come(PODS);
    double last = crowd.secondsUntilAllServed(LIMIT_MILLIS);
    return List.of(
        Figure.atMost("the last pod had its address after", last, "s", seconds),
        Figure.atMost("calls that change something", Crowd.changingCalls(world), "", calls),
        Figure.of("ADDs refused", (double) kubelet.refusals(), ""));
  }
}
