package io.berth.ipam.budget;

import static io.berth.ipam.budget.CloudAction.ASSIGN;
import static io.berth.ipam.budget.CloudAction.ATTACH;
import static io.berth.ipam.budget.CloudAction.CREATE;
import static io.berth.ipam.budget.CloudAction.DESCRIBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// The budget of one node: who goes first, what a throttle costs, and how a node that is alone in a
/// large fleet gets going.
class CallBudgetTest {

  private static final long NOW = 1_000_000;

  @Test
  void quietAccount_takesHalfTheBucketAtOnceAndThenTheRate() {
    CallBudget budget = new CallBudget(0, new Random(1));
    assertEquals(50, takes(budget, ASSIGN, CallPriority.WAITING, NOW));
    assertEquals(NOW + 200, budget.readyMillis(ASSIGN, CallPriority.WAITING, NOW));
    assertEquals(5, takes(budget, ASSIGN, CallPriority.WAITING, NOW + 1_000));
  }

  @Test
  void lessUrgentCalls_leaveTokensToTheMoreUrgent() {
    CallBudget budget = new CallBudget(0, new Random(1));
    assertEquals(32, takes(budget, DESCRIBE, CallPriority.AUDITING, NOW));
    assertEquals(6, takes(budget, DESCRIBE, CallPriority.RELEASING, NOW));
    assertEquals(6, takes(budget, DESCRIBE, CallPriority.WARMING, NOW));
    assertEquals(6, takes(budget, DESCRIBE, CallPriority.WAITING, NOW));
  }

  @Test
  void actions_haveBucketsOfTheirOwn() {
    CallBudget budget = new CallBudget(0, new Random(1));
    takes(budget, CREATE, CallPriority.WAITING, NOW);
    assertTrue(budget.take(ATTACH, CallPriority.WAITING, NOW));
  }

  @Test
  void throttle_stopsTheActionAndCutsItsBurst_successesBringItBack() {
    CallBudget budget = new CallBudget(0, new Random(1));
    budget.take(ASSIGN, CallPriority.WAITING, NOW);
    budget.throttled(ASSIGN, NOW, NOW + 50);
    long ready = budget.readyMillis(ASSIGN, CallPriority.WAITING, NOW + 50);
    assertTrue(ready >= NOW + 550 && ready <= NOW + 15_550, "ready at " + ready);
    assertFalse(budget.take(ASSIGN, CallPriority.WAITING, ready - 1));
    assertEquals(1, takes(budget, ASSIGN, CallPriority.WAITING, ready));
    for (int i = 0; i < 100; i++) {
      budget.answered(ASSIGN, ready);
    }
    assertEquals(50, takes(budget, ASSIGN, CallPriority.WAITING, ready + 60_000));
  }

  @Test
  void callsUnderWayTogether_throttled_countOnce() {
    CallBudget one = new CallBudget(0, new Random(7));
    CallBudget many = new CallBudget(0, new Random(7));
    one.throttled(CREATE, NOW, NOW + 50);
    for (int i = 0; i < 14; i++) {
      many.throttled(CREATE, NOW, NOW + 50 + i);
    }
    assertEquals(
        one.readyMillis(CREATE, CallPriority.WAITING, NOW + 100),
        many.readyMillis(CREATE, CallPriority.WAITING, NOW + 100));
  }

  @Test
  void throttlesInRow_waitLonger() {
    CallBudget budget = new CallBudget(0, new Random(3));
    long longest = 0;
    long now = NOW;
    for (int i = 0; i < 20; i++) {
      budget.throttled(CREATE, now, now + 1);
      long ready = budget.readyMillis(CREATE, CallPriority.WAITING, now + 1);
      longest = Math.max(longest, ready - now);
      now = ready;
    }
    assertTrue(longest > 120_000 && longest <= 240_501, "the longest wait is " + longest);
  }

  @Test
  void largeFleet_spreadsWarmingOverWhatTheAccountNeeds() {
    long last = 0;
    int early = 0;
    Random random = new Random(5);
    for (int node = 0; node < 1_000; node++) {
      long ready =
          new CallBudget(1_000, random).readyMillis(CREATE, CallPriority.WARMING, NOW) - NOW;
      last = Math.max(last, ready);
      early += ready < 97_500 ? 1 : 0;
    }
    assertTrue(last > 190_000 && last <= 195_000, "the last begins after " + last);
    assertTrue(early > 450 && early < 550, early + " of 1000 begin in the first half");
  }

  @Test
  void largeFleet_waitingPodsBeginWithinSeconds() {
    Random random = new Random(5);
    for (int node = 0; node < 1_000; node++) {
      long ready = new CallBudget(1_000, random).readyMillis(CREATE, CallPriority.WAITING, NOW);
      assertTrue(ready <= NOW + 5_000, "begins after " + (ready - NOW));
    }
  }

  @Test
  void smallFleet_isNotSpread() {
    CallBudget budget = new CallBudget(25, new Random(1));
    assertTrue(budget.take(CREATE, CallPriority.WARMING, NOW));
  }

  @Test
  void nodeAloneInALargeFleet_hasTheAccountAfterAFewCalls() {
    CallBudget budget = new CallBudget(5_000, new Random(1));
    long now = budget.readyMillis(CREATE, CallPriority.WAITING, NOW);
    assertEquals(1, takes(budget, CREATE, CallPriority.WAITING, now));
    int made = 1;
    for (int round = 1; round <= 4; round++) {
      for (int i = 0; i < made; i++) {
        budget.answered(CREATE, now);
      }
      int next = takes(budget, CREATE, CallPriority.WAITING, now);
      assertEquals(2 * made, next, "round " + round);
      made = next;
    }
  }

  @Test
  void chain_onceBegun_isNotSpreadAgain() {
    CallBudget budget = new CallBudget(5_000, new Random(1));
    assertTrue(budget.take(ATTACH, CallPriority.WARMING, NOW));
  }

  @Test
  void negativeFleet_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CallBudget(-1, new Random(1)));
  }

  private static int takes(
      CallBudget budget, CloudAction action, CallPriority priority, long nowMillis) {
    int count = 0;
    while (budget.take(action, priority, nowMillis)) {
      count++;
    }
    return count;
  }
}
