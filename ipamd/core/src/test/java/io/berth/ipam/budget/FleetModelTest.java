package io.berth.ipam.budget;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A thousand nodes that all need one more ENI finish near the account's own bound, without a
/// central caller; with the number of nodes as a hint hardly any call is throttled.
class FleetModelTest {

  private static final int NODES = 1_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thousandNodes_withHint_finishWithin1_2OfTheBoundAndUnder5PercentThrottled(long seed) {
    FleetModel fleet = new FleetModel(NODES, NODES, CallPriority.WARMING, seed).run();
    assertTrue(fleet.finishedMillis <= 1.2 * fleet.lowerBoundMillis(), fleet.toString());
    assertTrue(fleet.throttles < 0.05 * fleet.calls, fleet.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void thousandNodes_withoutHint_finishWithin1_5OfTheBoundAnd3ThrottlesANode(long seed) {
    FleetModel fleet = new FleetModel(NODES, 0, CallPriority.WARMING, seed).run();
    assertTrue(fleet.finishedMillis <= 1.5 * fleet.lowerBoundMillis(), fleet.toString());
    assertTrue(fleet.throttles <= 3 * NODES, fleet.toString());
  }

  @Test
  void thousandNodesWithWaitingPods_withHint_finishWithin1_2OfTheBound() {
    // Waiting pods do not wait for their node's turn first, so one call of most nodes is throttled.
    FleetModel fleet = new FleetModel(NODES, NODES, CallPriority.WAITING, 1).run();
    assertTrue(fleet.finishedMillis <= 1.2 * fleet.lowerBoundMillis(), fleet.toString());
    assertTrue(fleet.throttles <= 1.5 * NODES, fleet.toString());
  }

  @Test
  void fiveThousandNodes_withHint_finishWithin1_5OfTheBound() {
    FleetModel fleet = new FleetModel(5_000, 5_000, CallPriority.WARMING, 1).run();
    assertTrue(fleet.finishedMillis <= 1.5 * fleet.lowerBoundMillis(), fleet.toString());
    assertTrue(fleet.throttles < 0.05 * fleet.calls, fleet.toString());
  }
}
