package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.budget.CallBudget;
import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.model.EniId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudRequest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The loop within its budget of EC2 calls: what waits, what goes on at once, and what a person is
/// told meanwhile.
class CallsTest {

  @Test
  void attach_throttled_isRepeatedAndTheEniKept() {
    LoopFixture node = creating(0);
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("attach eni-2 at 1"), node.pendingCalls());
    node.vpc.refuse(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded");
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
    node.advance(15_500);
    assertEquals(List.of("attach eni-2 at 1"), node.pendingCalls());
    node.settle();
    assertEquals("18 addresses, 17 free, 1 leased, 0 cooling", node.counts());
  }

  @Test
  void attach_throttledWithoutEnd_givesTheEniBack() {
    LoopFixture node = creating(0);
    node.vpc.answer();
    node.turn();
    for (int i = 0; i < 8; i++) {
      assertEquals(List.of("attach eni-2 at 1"), node.pendingCalls(), "attempt " + i);
      node.vpc.refuse(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded");
      node.turn();
      node.advance(240_500);
      if (node.pendingCalls().contains("describe")) {
        node.vpc.calls.removeIf(call -> LoopFixture.describe(call.request()).equals("describe"));
      }
    }
    assertTrue(node.pendingCalls().contains("delete eni-2"), node.pendingCalls().toString());
  }

  @Test
  void warming_inALargeFleet_waitsForItsTurnAndSaysSo() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0, 1_000);
    start(node);
    assertEquals("9 addresses, 9 free, 0 leased, 0 cooling", node.counts());
    node.pool.claim();
    node.advance(0);
    assertEquals(List.of(), node.pendingCalls(), "created without waiting for its turn");
    assertEquals("budget", node.loop.status().blockedLabel());
    assertTrue(
        node.loop
            .status()
            .blocked()
            .startsWith(
                "the node spreads its calls of EC2 (as the account's rate is shared by all nodes);"
                    + " next attempt in "),
        node.loop.status().blocked());
    node.advance(195_000);
    assertTrue(
        node.pendingCalls().contains("create with 9 by token-1"), node.pendingCalls().toString());
  }

  @Test
  void waitingPod_inALargeFleet_isServedWithinSeconds() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0, 1_000);
    start(node);
    node.claimAll();
    node.demand(20_000);
    node.advance(5_000);
    node.settle();
    assertInstanceOf(Grant.Granted.class, node.grants.getFirst());
  }

  @Test
  void waitingPod_whenThrottledBeyondItsDeadline_keepsItsPlaceUntilThen_andHearsTheReason() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    node.settle();
    node.claimAll();
    node.advance(0);
    for (int i = 0; i < 3; i++) {
      node.vpc.refuse(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded");
      node.turn();
      node.advance(240_500);
      node.vpc.calls.removeIf(call -> LoopFixture.describe(call.request()).equals("describe"));
    }
    node.vpc.refuse(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded");
    node.turn();
    node.demand(600);
    assertEquals(List.of(), node.grants);
    node.advance(600);
    String why = assertInstanceOf(Grant.Refused.class, node.grants.getFirst()).failure().sentence();
    assertTrue(why.contains("EC2 throttles the account's calls"), why);
  }

  @Test
  void waitingPods_whoseGrowthWaitsForTheBudget_areNotTurnedAwayForALimitThatLiesBehind() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0, 100_000);
    start(node);
    node.claimAll();
    // The warm target cannot be met with these pods, but each of them can be served.
    for (int i = 0; i < 12; i++) {
      node.demand(90_000);
    }
    assertEquals(List.of(), node.grants);
    assertEquals("budget", node.loop.status().blockedLabel());
    node.advance(10_000);
    node.settle();
    assertEquals(12, node.grants.size());
    node.grants.forEach(grant -> assertInstanceOf(Grant.Granted.class, grant));
  }

  @Test
  void callsThatWait_areMadeTheMostUrgentFirst() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    CallBudget budget = new CallBudget(0, new Random(1));
    Calls calls = new Calls(node.parts, new Mailbox(() -> {}), budget);
    budget.throttled(CloudAction.DELETE, node.nowMillis, node.nowMillis);
    for (CallPriority priority :
        List.of(
            CallPriority.AUDITING,
            CallPriority.RELEASING,
            CallPriority.WARMING,
            CallPriority.WAITING)) {
      calls.submit(
          new CloudRequest.DeleteEni(new EniId("eni-" + priority)), priority, outcome -> {});
    }
    assertEquals(List.of(), node.pendingCalls());
    for (int i = 0; i < 20 && node.vpc.calls.size() < 4; i++) {
      node.nowMillis = calls.nextMillis(node.nowMillis);
      calls.pump(node.nowMillis);
    }
    assertEquals(
        List.of(
            "delete eni-WAITING",
            "delete eni-WARMING",
            "delete eni-RELEASING",
            "delete eni-AUDITING"),
        node.pendingCalls());
  }

  /// Lets the first look and the first addresses have their turn.
  private static void start(LoopFixture node) {
    for (int i = 0; i < 3; i++) {
      node.turn();
      node.advance(5_000);
      node.settle();
    }
  }

  /// A node whose first pod makes it ask for a second ENI.
  private static LoopFixture creating(int fleetSize) {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0, fleetSize);
    node.settle();
    node.pool.claim();
    node.advance(0);
    assertEquals(List.of("create with 9 by token-1"), node.pendingCalls());
    return node;
  }
}
