package io.berth.simulation.scenario;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import java.util.List;

/// From nothing to many warm addresses.
final class WarmUp {

  private static final int ADDRESSES = 700;

  /// DescribeSubnets and DescribeNetworkInterfaces, then Create and Attach, of `realistic`: a fresh
  /// daemon has to look before it acts, and no call of a chain can begin before the one before has
  /// ended.
  private static final double CHAIN_SECONDS = 0.15 + 0.15 + 0.3 + 0.75;

  private static final long LIMIT_MILLIS = 600_000;

  private WarmUp() {}

  static List<Figure> run(Policy policy, long seed) {
    OneNode world = new OneNode("m5.24xlarge", LatencyProfile.REALISTIC, Throttling.EC2, seed);
    PodNetwork network = world.boot(policy, NodeSettings.DEFAULT.withWarmIps(ADDRESSES, 0));
    double seconds = Crowd.secondsUntilHeld(world, network, ADDRESSES, LIMIT_MILLIS);
    return List.of(
        Figure.atMost("700 addresses are there after", seconds, "s", 1.3 * CHAIN_SECONDS),
        Figure.of("calls that change something", Crowd.changingCalls(world), ""));
  }
}
