package io.berth.simulation.incumbent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.IpAddress;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import io.berth.simulation.run.Weather;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The policy against what was measured on the real v1.23.1 with the same latencies and a metadata
/// service without lag. Where pods arrive in the agent's tick is not known, so bursts are tried at
/// phases spread over one tick and their mean is compared.
class MeasuredFiguresTest {

  private static final double TOLERANCE = 0.15;
  private static final long TICK_MILLIS = 5_000;
  private static final int PHASES = 10;

  private static final class Node {
    final OneNode world;
    final IncumbentNode agent;
    final Kubelet kubelet;

    Node(String instanceType, NodeSettings settings) {
      world = new OneNode(instanceType, Weather.NO_METADATA_LAG, Throttling.NONE, 1);
      agent = (IncumbentNode) world.boot(Policy.INCUMBENT, settings);
      kubelet = world.kubelet(agent, RetryRule.EVERY_SECOND, new Kubelet.Watcher() {});
    }

    long untilReady() {
      while (!agent.isReady()) {
        world.time().step();
      }
      return world.time().nowMillis();
    }

    void runFor(long millis) {
      world.time().runUntil(world.time().nowMillis() + millis);
    }
  }

  private static void assertMeasured(double measured, double simulated, String what) {
    assertEquals(measured, simulated, measured * TOLERANCE, what);
  }

  @Test
  void aFreshAgentIsReadyAfterTheCallsOfItsStart() {
    Node node = new Node("m5.large", NodeSettings.DEFAULT);
    assertMeasured(1.814, node.untilReady() / 1_000.0, "seconds until ready");
    assertEquals(9, node.agent.holding().total());
  }

  @Test
  void from0To735Addresses() {
    Node node = new Node("m5.24xlarge", NodeSettings.DEFAULT.withWarmEnis(15));
    long ready = node.untilReady();
    while (node.agent.holding().total() < 735) {
      assertTrue(node.world.time().step());
    }
    assertMeasured(93, (node.world.time().nowMillis() - ready) / 1_000.0, "seconds until 735");
  }

  @Test
  void aBurstOf150PodsOn49WarmAddresses() {
    double[] waves = new double[3];
    for (int phase = 0; phase < PHASES; phase++) {
      List<Double> waited =
          burst("m5.24xlarge", NodeSettings.DEFAULT, 49, phase * TICK_MILLIS / PHASES, 150);
      assertTrue(waited.get(48) < 2, "the 49 that are warm come at once");
      waves[0] += middle(waited.subList(49, 98)) / PHASES;
      waves[1] += middle(waited.subList(98, 147)) / PHASES;
      waves[2] += middle(waited.subList(147, 150)) / PHASES;
    }
    assertMeasured(4.5, waves[0], "the second 49 pods");
    assertMeasured(11, waves[1], "the third 49 pods");
    assertMeasured(18, waves[2], "the last three pods");
  }

  @Test
  void fourteenPodsWithAWarmTargetOfThreeAddresses() {
    double last = 0;
    for (int phase = 0; phase < PHASES; phase++) {
      List<Double> waited =
          burst(
              "m5.large",
              NodeSettings.DEFAULT.withWarmIps(3, 0),
              3,
              phase * TICK_MILLIS / PHASES,
              14);
      last += waited.getLast() / PHASES;
    }
    assertMeasured(20.5, last, "the last of fourteen pods");
  }

  private static double middle(List<Double> sorted) {
    return (sorted.getFirst() + sorted.getLast()) / 2;
  }

  /// @return seconds that each pod waited, the shortest first
  private static List<Double> burst(
      String instanceType, NodeSettings settings, int warm, long phaseMillis, int pods) {
    Node node = new Node(instanceType, settings);
    node.untilReady();
    node.runFor(20_000 + phaseMillis);
    assertEquals(warm, node.agent.holding().total());
    List<Pod> running = new ArrayList<>();
    for (int i = 0; i < pods; i++) {
      running.add(node.kubelet.run());
    }
    node.runFor(60_000);
    List<Double> waited = new ArrayList<>();
    for (Pod pod : running) {
      IpAddress address = pod.address();
      assertTrue(address != null, "pod " + pod.number() + " has no address");
      waited.add(pod.waitedMillis() / 1_000.0);
    }
    waited.sort(null);
    return waited;
  }
}
