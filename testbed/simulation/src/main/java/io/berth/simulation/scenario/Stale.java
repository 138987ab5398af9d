package io.berth.simulation.scenario;

import io.berth.emulator.vpc.Throttling;
import io.berth.simulation.check.BrokenPromiseException;
import io.berth.simulation.check.Promises;
import io.berth.simulation.incumbent.IncumbentNode;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.Holding;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import io.berth.simulation.run.Weather;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What EC2 and the metadata service show is old.
final class Stale {

  private static final int WARM = 3;
  private static final int MOST_PODS = 15;
  private static final long CHURN_MILLIS = 300_000;
  private static final int LONGEST_PAUSE_MILLIS = 8_000;
  private static final long IDLE_MILLIS = 600_000;

  private Stale() {}

  static List<Figure> run(Policy policy, long firstSeed, int seeds) {
    int lost = 0;
    int notBack = 0;
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Ending ending = play(policy, seed);
      lost += ending.lost() ? 1 : 0;
      notBack += ending.back() ? 0 : 1;
    }
    return List.of(
        Figure.atMost("seeds in which a pod lost its address", lost, "", 0),
        Figure.atMost("seeds in which the idle node was not at its target", notBack, "", 0));
  }

  private record Ending(boolean lost, boolean back) {}

  private static Ending play(Policy policy, long seed) {
    OneNode world = new OneNode("m5.large", Weather.STALE, Throttling.EC2, seed);
    NodeSettings settings = NodeSettings.DEFAULT.withWarmIps(WARM, 0);
    PodNetwork network = world.boot(policy, settings);
    Promises promises = new Promises(world.time(), world.vpc(), settings.coolingMillis());
    Kubelet.Watcher watcher = new Kubelet.Watcher() {};
    if (network instanceof BerthNode berth) {
      watcher = promises.node(world.identity(), consumer -> berth.pool().forEach(consumer));
      world.vpc().observe(promises);
    }
    Kubelet kubelet = world.kubelet(network, RetryRule.KUBELET, watcher);
    try {
      churn(world, kubelet, promises, new Random(seed));
      world.time().runUntil(world.time().nowMillis() + IDLE_MILLIS);
      promises.check();
    } catch (BrokenPromiseException e) {
      return new Ending(true, false);
    }
    boolean lost = network instanceof IncumbentNode incumbent && incumbent.leasesLost() > 0;
    Holding holding = network.holding();
    return new Ending(lost, holding.total() == holding.leased() + WARM && holding.cooling() == 0);
  }

  private static void churn(OneNode world, Kubelet kubelet, Promises promises, Random random) {
    List<Pod> pods = new ArrayList<>();
    while (world.time().nowMillis() < CHURN_MILLIS) {
      world.time().runUntil(world.time().nowMillis() + random.nextInt(LONGEST_PAUSE_MILLIS));
      promises.check();
      if (pods.size() < MOST_PODS && (pods.isEmpty() || random.nextInt(100) < 55)) {
        pods.add(kubelet.run());
      } else {
        kubelet.stop(pods.remove(random.nextInt(pods.size())));
      }
    }
  }
}
