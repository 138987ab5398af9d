package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.CloudFailure;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Aim: the loop reaches its target whatever EC2 answers, never acts on a doubt, and tells whoever
/// waits why nothing comes. Method: every call to EC2 is held until the test answers, refuses or
/// loses it; calls, pool and grants are compared after each turn.
class ControlLoopTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final EniId SECOND = new EniId("eni-2");

  @Test
  void step_freshNode_looksFirstAndThenFillsThePrimary() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.turn();
    assertEquals(List.of("describe"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("assign 9 to eni-1"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals("9 addresses, 9 free, 0 leased, 0 cooling", node.counts());
    assertTrue(node.pendingCalls().isEmpty());
  }

  @Test
  void step_ec2Silent_createsNothingAndSaysWhy() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.UNAVAILABLE, "ConnectException");
    node.turn();
    assertTrue(node.pendingCalls().isEmpty());
    assertTrue(
        node.loop
            .status()
            .blocked()
            .startsWith("EC2 does not answer (ConnectException: refused by the test)"),
        node.loop.status().blocked());
    node.advance(1_000);
    assertEquals(List.of("describe"), node.pendingCalls());
  }

  @Test
  void step_podsTakeAddresses_createsTheNextEniWithItsTokenJournaledFirst() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    node.pool.claim();
    node.advance(0);
    assertEquals(List.of("create with 9 by token-1"), node.pendingCalls());
    assertTrue(node.journaled.contains(new JournalEvent.TokenUsed("token-1")));
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("attach eni-2 at 1"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals("18 addresses, 17 free, 1 leased, 0 cooling", node.counts());
    assertEquals(List.of("delete on termination eni-2"), node.pendingCalls());
    assertEquals(2, node.loop.routeTable(SECOND));
  }

  @Test
  void demand_emptyPool_isServedInOrderWhenAddressesCome() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    node.settle();
    node.claimAll();
    node.demand(20_000);
    node.demand(20_000);
    assertTrue(node.loop.anyWaiting());
    node.settle();
    assertEquals(2, node.grants.size());
    long first = assertInstanceOf(Grant.Granted.class, node.grants.get(0)).handle();
    long second = assertInstanceOf(Grant.Granted.class, node.grants.get(1)).handle();
    assertTrue(node.pool.address(first).compareTo(node.pool.address(second)) < 0);
    assertTrue(!node.loop.anyWaiting());
  }

  @Test
  void demand_allSlotsLeased_isRefusedAtOnceWithTheLimit() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    for (int i = 0; i < 3; i++) {
      node.claimAll();
      node.advance(0);
      node.settle();
    }
    assertEquals("27 addresses, 0 free, 27 leased, 0 cooling", node.counts());
    node.demand(20_000);
    String why = assertInstanceOf(Grant.Refused.class, node.grants.getFirst()).failure().sentence();
    assertTrue(
        why.startsWith("no address is free: m5.large allows 3 ENIs × 9 pod addresses = 27; "), why);
    assertTrue(node.pendingCalls().isEmpty());
  }

  @Test
  void demand_allLeasedButOneCoolsInTime_waitsForIt() {
    LoopFixture node = new LoopFixture("t2.micro", warmEnis(0), 0);
    node.settle();
    List<Long> handles = node.claimAll();
    node.demand(20_000);
    node.settle();
    handles.add(assertInstanceOf(Grant.Granted.class, node.grants.removeFirst()).handle());
    node.pool.release(handles.getFirst(), node.nowMillis + 5_000);
    node.demand(20_000);
    node.demand(20_000);
    assertEquals(1, node.grants.size(), "one of two can be served by the address that cools");
    assertInstanceOf(Grant.Refused.class, node.grants.removeFirst());
    node.advance(5_000);
    assertInstanceOf(Grant.Granted.class, node.grants.getFirst());
  }

  @Test
  void demand_deadlinePasses_isRefusedWithWhatBlocks() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    node.settle();
    node.claimAll();
    node.demand(2_000);
    node.advance(2_000);
    String why = assertInstanceOf(Grant.Refused.class, node.grants.getFirst()).failure().sentence();
    assertEquals("no address became free within 2000 ms: addresses are on their way", why);
  }

  @Test
  void withdraw_beforeTheGrant_servesTheNext() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    node.settle();
    node.claimAll();
    node.demand(20_000);
    node.loop.withdraw(1);
    node.settle();
    assertTrue(node.grants.isEmpty());
    assertEquals(0, node.loop.status().waiting());
  }

  @Test
  void assign_answerLost_looksBeforeItTouchesTheEniAgain() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(4), 0);
    node.turn();
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("assign 4 to eni-1"), node.pendingCalls());
    node.nowMillis += 10;
    node.vpc.loseAnswer();
    node.turn();
    assertEquals(List.of("describe"), node.pendingCalls());
    node.advance(10_000);
    assertEquals(
        List.of("describe"), node.pendingCalls(), "the ENI was touched before EC2 was asked");
    node.vpc.answer();
    node.turn();
    assertEquals("4 addresses, 0 free, 0 leased, 4 cooling", node.counts());
  }

  @Test
  void assign_throttled_waitsAndTriesAgain() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(4), 0);
    node.turn();
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded");
    node.turn();
    assertTrue(node.pendingCalls().isEmpty());
    assertEquals("throttled", node.loop.status().blockedLabel());
    node.advance(1_000);
    assertEquals("throttled", node.loop.status().blockedLabel());
    node.advance(15_000);
    assertEquals(List.of("assign 4 to eni-1"), node.pendingCalls());
  }

  @Test
  void create_answerLost_isRepeatedWithTheSameToken() {
    LoopFixture node = growing();
    node.vpc.loseAnswer();
    node.turn();
    assertTrue(node.pendingCalls().stream().noneMatch(call -> call.startsWith("create")));
    node.advance(60_000);
    assertTrue(
        node.pendingCalls().contains("create with 9 by token-1"), node.pendingCalls().toString());
  }

  @Test
  void attach_refused_deletesTheEniAgain() {
    LoopFixture node = growing();
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.INSTANCE_FULL, "AttachmentLimitExceeded");
    node.turn();
    assertEquals(
        List.of("delete eni-2", "describe"),
        node.pendingCalls(),
        "EC2 knows of ENIs that the node does not");
    node.vpc.answer();
    node.turn();
    assertEquals("instance_full", node.loop.status().blockedLabel());
    assertEquals(0, node.loop.status().creating());
  }

  @Test
  void link_appearsLate_addressesWaitForIt() {
    LoopFixture node = growing();
    node.lateLinks.add(SECOND);
    node.settle();
    assertEquals("9 addresses, 8 free, 1 leased, 0 cooling", node.counts());
    assertTrue(node.pendingCalls().isEmpty(), "what is on its way is not asked for again");
    node.lateLinks.clear();
    node.advance(10_000);
    assertEquals("18 addresses, 17 free, 1 leased, 0 cooling", node.counts());
  }

  @Test
  void shrink_tooManyFree_givesBackAndForgetsOnlyAfterTheAnswer() {
    LoopFixture node = withThreeTooMany();
    assertEquals(List.of("unassign 3 of eni-1"), node.pendingCalls());
    assertEquals(3, node.claimAll().size(), "a retiring address was handed out");
    assertEquals(6, node.pool.view().total());
    node.vpc.answer();
    node.turn();
    assertEquals(3, node.pool.view().total());
  }

  @Test
  void shrink_isWrittenDownBeforeEc2IsAsked_andAgainWhenItRefuses() {
    LoopFixture node = withThreeTooMany();
    assertEquals(
        3, lastKnown(node).secondaries().size(), "a next process would lease what is gone");
    node.vpc.refuse(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation");
    node.turn();
    assertEquals(6, lastKnown(node).secondaries().size());
  }

  private static Eni lastKnown(LoopFixture node) {
    return node.journaled.stream()
        .filter(JournalEvent.EniKnown.class::isInstance)
        .map(event -> ((JournalEvent.EniKnown) event).eni())
        .toList()
        .getLast();
  }

  @Test
  void shrink_answerLost_staysOutOfUseUntilEc2WasAsked() {
    LoopFixture node = withThreeTooMany();
    node.nowMillis += 10;
    node.vpc.loseAnswer();
    node.turn();
    assertEquals(3, node.pool.view().retiring());
    node.settle();
    assertEquals("3 addresses, 3 free, 0 leased, 0 cooling", node.counts());
  }

  @Test
  void shrink_refused_addressesAreUsableAgain() {
    LoopFixture node = withThreeTooMany();
    node.vpc.refuse(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation");
    node.turn();
    assertEquals("6 addresses, 6 free, 0 leased, 0 cooling", node.counts());
    assertTrue(node.pendingCalls().isEmpty(), "refused for lack of rights, asked again at once");
  }

  @Test
  void removeEni_emptyAndOldEnough_isDetachedAndDeleted() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    long handle = node.pool.claim();
    node.advance(0);
    node.settle();
    assertEquals("18 addresses, 17 free, 1 leased, 0 cooling", node.counts());
    node.pool.release(handle, node.nowMillis);
    node.advance(120_000);
    node.advance(Patience.SURPLUS_MILLIS);
    assertEquals(List.of("detach eni-2"), node.pendingCalls());
    assertEquals(List.of(SECOND), node.forgotten, "a next process would not know its rules");
    assertTrue(
        node.journaled.contains(new JournalEvent.EniGone(SECOND)),
        "a next process would use an ENI that is gone");
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("delete eni-2"), node.pendingCalls());
    node.vpc.refuse(CloudFailure.Kind.BUSY, "InvalidParameterValue");
    node.turn();
    node.advance(5_000);
    node.settle();
    assertEquals("9 addresses, 9 free, 0 leased, 0 cooling", node.counts());
    assertTrue(node.journaled.contains(new JournalEvent.EniGone(SECOND)));
    assertEquals(Set.of(SECOND), Set.copyOf(node.forgotten));
  }

  @Test
  void audit_addressMissingOnce_isKept_missingTwice_isGone() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    IpAddress lost = node.vpc.eni(PRIMARY).secondaries().getLast();
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(lost)));
    node.advance(400_000);
    node.vpc.answer();
    node.turn();
    assertEquals(9, node.pool.view().total());
    node.advance(30_000);
    assertEquals("describe", node.pendingCalls().getFirst());
    node.vpc.answer();
    node.turn();
    assertEquals(8, node.pool.view().total());
  }

  @Test
  void audit_leasedAddressMissingTwice_isMarkedAndKeptFromOthers() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    List<Long> handles = node.claimAll();
    IpAddress lost = node.pool.address(handles.getFirst());
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(lost)));
    for (int i = 0; i < 2; i++) {
      node.advance(400_000);
      node.settle();
    }
    assertEquals(1, node.pool.view().enis().getFirst().lost());
    node.pool.release(handles.getFirst(), node.nowMillis);
    node.advance(1);
    assertEquals(AddressPool.NONE, node.pool.claimExact(lost));
  }

  @Test
  void restore_addressInALookThatMayBeOlder_isNotTakenForANewOne() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(8), 9);
    Eni shown = node.vpc.eni(PRIMARY);
    IpAddress givenBack = shown.secondaries().getLast();
    Eni known = shown.withPortions(shown.portions().minus(Portions.ofSingles(List.of(givenBack))));
    node.loop.restore(known, node.nowMillis);
    node.pool.addAddresses(PRIMARY, known.secondaries(), new InitialState.Free());
    node.settle();
    assertEquals(8, node.pool.view().total());
    node.advance(LoopFixture.LAG_MILLIS + 1_000);
    node.settle();
    assertEquals(9, node.pool.view().total());
  }

  @Test
  void restore_withoutEc2_servesFromTheJournal() {
    LoopFixture before = new LoopFixture("m5.large", warmEnis(1), 0);
    before.settle();
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.loop.restore(before.vpc.eni(PRIMARY), node.nowMillis);
    node.pool.addAddresses(PRIMARY, before.vpc.eni(PRIMARY).secondaries(), new InitialState.Free());
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.UNAVAILABLE, "ConnectException");
    node.turn();
    assertEquals(9, node.claimAll().size());
  }

  /// A node that wants three free addresses and has six, because three pods have gone.
  private static LoopFixture withThreeTooMany() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(3), 0);
    node.settle();
    List<Long> handles = node.claimAll();
    node.advance(0);
    node.settle();
    assertEquals("6 addresses, 3 free, 3 leased, 0 cooling", node.counts());
    handles.forEach(handle -> node.pool.release(handle, node.nowMillis));
    node.advance(0);
    node.advance(Patience.SURPLUS_MILLIS);
    return node;
  }

  /// A node whose first pod makes it ask for a second ENI.
  private static LoopFixture growing() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    node.pool.claim();
    node.advance(0);
    assertEquals(List.of("create with 9 by token-1"), node.pendingCalls());
    return node;
  }
}
