package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real core on one node in virtual time.
class BerthNodeTest {

  @Test
  void aFreshNodeWarmsUp() {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT, 1);
    node.runFor(5_000);
    assertEquals(new Holding(9, 0, 0), node.node.holding());
  }

  @Test
  void podsBeyondTheWarmOnesWaitForOneRoundTripAndNobodyIsRefused() {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT, 1);
    node.runFor(60_000);
    List<Pod> pods = node.run(27);
    node.runFor(10_000);
    for (Pod pod : pods) {
      assertTrue(pod.addressedMillis() >= 0, "pod " + pod.number() + " has no address");
      assertTrue(
          pod.waitedMillis() <= 1_500, "pod " + pod.number() + " waited " + pod.waitedMillis());
    }
    assertEquals(List.of(), node.refusals);
    assertTrue(node.promises.checks() > 100);
  }

  @Test
  void aFullNodeRefusesWithTheReasonAndServesAfterCooling() {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT, 1);
    node.runFor(60_000);
    List<Pod> pods = node.run(28);
    node.runFor(20_000);
    assertTrue(pods.getLast().addressedMillis() < 0);
    assertTrue(node.refusals.getFirst().contains("m5.large"), node.refusals::toString);
    long stopped = node.world.time().nowMillis();
    node.kubelet.stop(pods.getFirst());
    node.runFor(60_000);
    long served = pods.getLast().addressedMillis();
    assertTrue(served >= stopped + 30_000, "served " + (served - stopped) + " ms after the DEL");
  }

  @Test
  void oneSeedHasOneHistory() {
    assertEquals(history(7), history(7));
    assertNotEquals(history(7), history(8));
  }

  private static String history(long seed) {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT.withWarmIps(3, 5), seed);
    node.churn(seed, 0);
    return node.world.trace().hash();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void podsThatComeAndGoBreakNoPromise(long seed) {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT.withWarmIps(3, 5), seed);
    node.churn(seed, 0);
    assertTrue(node.promises.checks() > 2_000, node.promises.checks() + " checks");
  }
}
