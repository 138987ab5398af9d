package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.Portions;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.port.CloudFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The control loop where addresses come in prefixes, and where they cannot.
class PrefixLoopTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final WarmTargets ONE_PREFIX = new WarmTargets(0, 0, 0, 1, 0, 110);

  @Test
  void coldNode_asksForAPrefix_andServesItsSixteenAddresses() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", ONE_PREFIX);
    node.turn();
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("assign 1 prefixes to eni-1"), node.pendingCalls());
    node.settle();
    assertEquals("16 addresses, 16 free, 0 leased, 0 cooling", node.counts());
  }

  @Test
  void burst_asksAtOnceForTheFirst_andTogetherForTheRest() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", ONE_PREFIX);
    node.settle();
    for (int i = 0; i < 40; i++) {
      node.demand(10_000);
    }
    assertEquals(16, node.grants.size());
    assertEquals(List.of("assign 1 prefixes to eni-1"), node.pendingCalls());
    node.advance(Window.STEP_MILLIS);
    assertEquals(
        List.of("assign 1 prefixes to eni-1", "assign 2 prefixes to eni-1"), node.pendingCalls());
    node.settle();
    assertEquals(40, node.grants.size());
  }

  @Test
  void subnetWithoutAPrefix_servesSingleAddresses_andGoesBackToPrefixesWhenTheWaitIsOver() {
    LoopFixture node = LoopFixture.inPrefixes("m5.4xlarge", ONE_PREFIX);
    node.turn();
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.NO_PREFIX, "InsufficientCidrBlocks");
    node.demand(10_000);
    assertEquals(List.of("assign 17 to eni-1"), node.pendingCalls());
    node.settle();
    assertEquals(1, node.grants.size());
    assertEquals("no_prefix", node.loop.status().blockedLabel());

    node.advance(Backoff.range(CloudFailure.Kind.NO_PREFIX).firstMillis() * 2);
    assertTrue(node.pendingCalls().contains("assign 1 prefixes to eni-1"), "back to prefixes");
  }

  @Test
  void idlePrefix_isGivenBack_onlyAfterTheSurplusHasLasted() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", ONE_PREFIX);
    node.settle();
    List<Long> handles = node.claimAll();
    node.advance(0);
    node.settle();
    assertEquals("32 addresses, 16 free, 16 leased, 0 cooling", node.counts());
    handles.forEach(handle -> node.pool.release(handle, node.nowMillis + 30_000));
    node.advance(30_000);
    node.settle();
    assertEquals("32 addresses, 32 free, 0 leased, 0 cooling", node.counts());
    node.advance(Patience.SURPLUS_MILLIS - 1);
    assertEquals(List.of(), node.pendingCalls());
    node.advance(1);
    assertEquals(List.of("unassign 1 prefixes of eni-1"), node.pendingCalls());
    node.settle();
    assertEquals(1, node.vpc.eni(PRIMARY).prefixes().size());
    assertEquals("16 addresses, 16 free, 0 leased, 0 cooling", node.counts());
  }

  @Test
  void lostAnswerToAPrefix_isFoundByALook_andCoolsFirst() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", ONE_PREFIX);
    node.turn();
    node.vpc.answer();
    node.turn();
    node.nowMillis += 10;
    node.vpc.loseAnswer();
    node.settle();
    assertEquals("16 addresses, 0 free, 0 leased, 16 cooling", node.counts());
  }

  @Test
  void prefixThatEc2Lacks_leavesAfterTheSecondLook_withItsFreeAddresses() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", ONE_PREFIX);
    node.settle();
    Portions first = node.vpc.eni(PRIMARY).portions();
    node.pool.claim();
    node.advance(10);
    node.settle();
    node.vpc.change(PRIMARY, Portions.NONE, first);
    node.advance(300_000);
    node.settle();
    assertEquals(32, node.pool.view().total());
    node.advance(Absences.APART_MILLIS);
    node.settle();
    assertEquals("17 addresses, 16 free, 1 leased, 0 cooling", node.counts());
    assertEquals(1, node.pool.view().enis().getFirst().lost());
  }
}
