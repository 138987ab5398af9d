package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What makes the control loop look, and how many calls come of it.
class WakingTest {

  @Test
  void claimThatLeavesLessThanIsMissing_makesItGrowAtOnce() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(3), 0);
    node.settle();
    node.advance(1_000);
    node.nowMillis += ControlLoop.LOOK_MILLIS;
    node.pool.claim();
    node.pool.claim();
    node.loop.claimed();
    assertTrue(node.takeWake(), "a claim wakes the loop");
    assertEquals(List.of(), node.pendingCalls());
    node.turn();
    assertEquals(List.of("assign 2 to eni-1"), node.pendingCalls());
  }

  @Test
  void manyClaims_areLookedAtTogether_afterTheFirst() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(5), 0);
    node.settle();
    node.advance(1_000);
    node.nowMillis += ControlLoop.LOOK_MILLIS;
    node.loop.claimed();
    node.turn();
    node.takeWake();
    node.pool.claim();
    node.loop.claimed();
    node.pool.claim();
    node.loop.claimed();
    long due = node.loop.step(node.nowMillis);
    assertTrue(due > node.nowMillis, "the second look waits");
    assertEquals(List.of(), node.pendingCalls());
    node.pool.claim();
    node.loop.claimed();
    node.nowMillis = due;
    node.turn();
    assertEquals(List.of("assign 3 to eni-1"), node.pendingCalls());
  }

  @Test
  void needThatDoesNotPress_gathersForAWhile() {
    LoopFixture node = new LoopFixture("m5.4xlarge", warmIps(10), 0);
    node.settle();
    node.advance(1_000);
    node.pool.claim();
    node.advance(0);
    node.pool.claim();
    node.advance(Window.GATHER_MILLIS - 1);
    assertEquals(List.of(), node.pendingCalls());
    node.advance(1);
    assertEquals(List.of("assign 2 to eni-1"), node.pendingCalls());
  }

  @Test
  void steadyStreamOfPods_costsAFractionOfACallEach() {
    LoopFixture node = new LoopFixture("m5.4xlarge", warmIps(10), 0);
    node.settle();
    int calls = 0;
    for (int i = 0; i < 18; i++) {
      node.advance(300);
      assertTrue(node.pool.claim() >= 0, "pod " + i);
      node.loop.claimed();
      node.turn();
      calls += node.vpc.calls.size();
      node.settle();
    }
    assertTrue(calls <= 4, calls + " calls for 18 pods");
  }

  @Test
  void whileALookIsDue_furtherClaims_wakeNobody() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(5), 0);
    node.settle();
    node.advance(1_000);
    node.takeWake();
    node.loop.claimed();
    assertTrue(node.takeWake());
    node.loop.claimed();
    assertFalse(node.takeWake());
  }

  @Test
  void podsThatArriveOneByOne_shareCalls_theMoreAreInFlightTheMore() {
    LoopFixture node = new LoopFixture("m5.4xlarge", warmIps(1), 0);
    node.settle();
    node.claimAll();
    node.settle();
    node.advance(60_000);
    node.claimAll();
    for (int i = 0; i < 20; i++) {
      node.demand(60_000);
      node.advance(5);
    }
    node.advance(Window.LONGEST_MILLIS);
    assertTrue(node.pendingCalls().size() <= 5, node.pendingCalls().toString());
    node.settle();
    assertEquals(20, node.grants.size());
  }
}
