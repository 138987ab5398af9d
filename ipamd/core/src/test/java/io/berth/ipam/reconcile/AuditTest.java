package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.LAG_MILLIS;
import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.plan.Planner;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Aim: what EC2 says is taken as true only where it can be. Method: looks are answered with the
/// truth, with an earlier picture, or with one that lacks something, at chosen moments.
class AuditTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final EniId SECOND = new EniId("eni-2");

  /// By then a periodic look is due.
  private static final long PERIOD_MILLIS = 300_000;

  @Test
  void looks_ofAQuietNode_comeAtVaryingTimes() {
    LoopFixture node = quiet(warmIps(3));
    Set<Long> waits = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      long begun = node.nowMillis;
      while (node.pendingCalls().isEmpty()) {
        node.advance(1_000);
      }
      long wait = node.nowMillis - begun;
      assertTrue(wait >= 150_000 && wait <= 301_000, "looked after " + wait + " ms");
      waits.add(wait);
      node.settle();
    }
    assertTrue(waits.size() > 10, "looks in step: " + waits);
  }

  @Test
  void look_begunBeforeAChange_saysNothingAboutIt() {
    LoopFixture node = quiet(warmIps(3));
    node.advance(PERIOD_MILLIS);
    List<Eni> old = node.vpc.picture();
    node.claimAll();
    node.advance(1);
    node.vpc.answer("assign 3 to eni-1");
    node.turn();
    node.vpc.answerLook(old);
    node.turn();
    assertEquals("6 addresses, 3 free, 3 leased, 0 cooling", node.counts());
    assertEquals(List.of(), node.loop.status().lost());
  }

  @Test
  void look_laggingBehindAnAssign_takesNothingFromPods_howeverOften() {
    LoopFixture node = quiet(warmIps(3));
    List<Eni> old = node.vpc.picture();
    node.claimAll();
    node.advance(0);
    node.vpc.answer("assign 3 to eni-1");
    node.turn();
    node.claimAll();
    node.advance(0);
    node.nowMillis += 10;
    node.vpc.loseAnswer();
    node.turn();
    long changed = node.nowMillis;
    while (node.nowMillis < changed + LAG_MILLIS) {
      if (node.pendingCalls().contains("describe")) {
        node.vpc.answerLook(old);
        node.turn();
      }
      node.vpc.calls.removeIf(call -> !LoopFixture.describe(call.request()).equals("describe"));
      node.advance(1_000);
    }
    assertEquals(6, node.pool.view().leased());
    assertEquals(List.of(), node.loop.status().lost());
  }

  @Test
  void addressMissing_inLooksThatAreClose_isKept() {
    LoopFixture node = quiet(warmIps(3));
    IpAddress gone = node.vpc.eni(PRIMARY).secondaries().getLast();
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(gone)));
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("describe");
    node.turn();
    node.advance(29_000);
    assertEquals(List.of(), node.pendingCalls(), "looked again so soon");
    assertEquals(3, node.pool.view().total());
    node.advance(1_000);
    node.vpc.answer("describe");
    node.turn();
    assertEquals(2, node.pool.view().total());
  }

  @Test
  void addressMissing_thenShown_thenMissing_isKept() {
    LoopFixture node = quiet(warmIps(3));
    List<Eni> whole = node.vpc.picture();
    IpAddress gone = node.vpc.eni(PRIMARY).secondaries().getLast();
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(gone)));
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("describe");
    node.turn();
    node.advance(30_000);
    node.vpc.answerLook(whole);
    node.turn();
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("describe");
    node.turn();
    assertEquals(3, node.pool.view().total());
  }

  @Test
  void givenBackAddress_stillShown_isNotTakenInAgain() {
    LoopFixture node = quiet(warmIps(3));
    List<Long> handles = node.claimAll();
    node.advance(0);
    node.settle();
    handles.forEach(handle -> node.pool.release(handle, node.nowMillis));
    node.turn();
    List<Eni> old = node.vpc.picture();
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("describe");
    node.vpc.answer("unassign 3 of eni-1");
    node.turn();
    assertEquals(3, node.pool.view().total());
    // The next call's answer is lost, so EC2 is asked.
    node.claimAll();
    node.advance(0);
    node.nowMillis += 10;
    loseAnswer(node, "assign 3 to eni-1");
    node.vpc.answerLook(old);
    node.turn();
    assertEquals("3 addresses, 0 free, 3 leased, 0 cooling", node.counts());
  }

  @Test
  void givenBackEni_stillShown_isNotTakenInAgain() {
    LoopFixture node = withSecondEniEmpty();
    List<Eni> old = node.vpc.picture();
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("detach eni-2");
    node.turn();
    node.vpc.answer("delete eni-2");
    node.turn();
    node.advance(1);
    node.vpc.answerLook(old);
    node.turn();
    assertEquals(1, node.loop.status().enis().size());
    assertEquals(9, node.pool.view().total());
  }

  @Test
  void unassign_answerLost_looksLagging_addressesStayOutOfUseUntilTheyMustShow() {
    LoopFixture node = quiet(warmIps(3));
    List<Long> handles = node.claimAll();
    node.advance(0);
    node.settle();
    handles.forEach(handle -> node.pool.release(handle, node.nowMillis));
    node.turn();
    node.advance(Patience.SURPLUS_MILLIS);
    List<Eni> old = node.vpc.picture();
    node.nowMillis += 10;
    loseAnswer(node, "unassign 3 of eni-1");
    node.vpc.answerLook(old);
    node.turn();
    assertEquals(3, node.pool.view().retiring(), "taken back because of an old picture");
    node.advance(LAG_MILLIS);
    node.settle();
    assertEquals("3 addresses, 3 free, 0 leased, 0 cooling", node.counts());
  }

  @Test
  void leasedAddressLost_isToldOf_andTrustedAgainOnlyWhenANewPictureShowsIt() {
    LoopFixture node = quiet(warmIps(3));
    List<Eni> whole = node.vpc.picture();
    IpAddress gone = node.vpc.eni(PRIMARY).secondaries().getLast();
    node.pool.claimExact(gone);
    node.advance(0);
    node.advance(Window.GATHER_MILLIS);
    node.settle();
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(gone)));
    for (int i = 0; i < 2; i++) {
      node.advance(PERIOD_MILLIS);
      node.settle();
    }
    assertEquals(List.of(gone), node.loop.status().lost());
    assertEquals(1, node.pool.view().enis().getFirst().lost());
    node.vpc.change(PRIMARY, Portions.ofSingles(List.of(gone)), Portions.NONE);
    node.advance(PERIOD_MILLIS);
    node.settle();
    assertEquals(List.of(), node.loop.status().lost());
    assertEquals(0, node.pool.view().enis().getFirst().lost());
    assertTrue(whole.getFirst().secondaries().contains(gone));
  }

  @Test
  void leasedAddressLost_afterItsPodHasGone_isForgotten() {
    LoopFixture node = quiet(warmIps(3));
    IpAddress gone = node.vpc.eni(PRIMARY).secondaries().getLast();
    long handle = node.pool.claimExact(gone);
    node.advance(0);
    node.advance(Window.GATHER_MILLIS);
    node.settle();
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(gone)));
    for (int i = 0; i < 2; i++) {
      node.advance(PERIOD_MILLIS);
      node.settle();
    }
    node.pool.release(handle, node.nowMillis + LoopFixture.COOLING_MILLIS);
    node.advance(LoopFixture.COOLING_MILLIS);
    assertEquals(AddressPool.NONE, node.pool.claimExact(gone));
    node.advance(PERIOD_MILLIS);
    node.settle();
    assertEquals(List.of(), node.loop.status().lost());
    assertFalse(
        node.loop.status().enis().getFirst().eni().secondaries().contains(gone),
        "still remembered");
  }

  @Test
  void eniMissing_withPods_isKeptWithItsAddressesLostUntilTheyHaveGone() {
    LoopFixture node = withSecondEniEmpty();
    IpAddress leased = node.vpc.eni(SECOND).secondaries().getFirst();
    long handle = node.pool.claimExact(leased);
    node.advance(0);
    node.settle();
    node.vpc.attached.remove(SECOND);
    for (int i = 0; i < 2; i++) {
      node.advance(PERIOD_MILLIS);
      node.settle();
    }
    assertEquals(List.of(leased), node.loop.status().lost());
    assertFalse(node.journaled.contains(new JournalEvent.EniGone(SECOND)));
    node.pool.release(handle, node.nowMillis);
    node.advance(PERIOD_MILLIS);
    node.settle();
    assertTrue(node.journaled.contains(new JournalEvent.EniGone(SECOND)));
    assertEquals(List.of(), node.loop.status().lost());
  }

  @Test
  void answerWithoutThePrimaryEni_isNotBelieved() {
    LoopFixture node = quiet(warmIps(3));
    for (int i = 0; i < 4; i++) {
      node.advance(PERIOD_MILLIS);
      node.vpc.answerLook(List.of());
      node.turn();
    }
    assertEquals("3 addresses, 3 free, 0 leased, 0 cooling", node.counts());
    assertEquals(1, node.loop.status().enis().size());
  }

  @Test
  void eniBeingAttached_shownByALook_isTakenInByTheAttachOnly() {
    LoopFixture node = attaching();
    node.advance(PERIOD_MILLIS);
    CloudOutcome attached = node.vpc.applyHeld("attach eni-2 at 1");
    node.vpc.answer("describe");
    node.turn();
    assertEquals(1, node.loop.status().enis().size());
    node.vpc.reply("attach eni-2 at 1", attached);
    node.turn();
    assertEquals("18 addresses, 17 free, 1 leased, 0 cooling", node.counts());
  }

  @Test
  void attach_answerLost_looksFirst_andTakesTheEniIn() {
    LoopFixture node = attaching();
    node.nowMillis += 10;
    loseAnswer(node, "attach eni-2 at 1");
    assertEquals(List.of("describe"), node.pendingCalls(), "touched before EC2 was asked");
    node.vpc.answer("describe");
    node.turn();
    assertEquals(List.of("delete on termination eni-2"), node.pendingCalls());
    assertEquals(2, node.loop.status().enis().size());
    assertEquals(0, node.loop.status().creating());
    assertEquals("18 addresses, 8 free, 1 leased, 9 cooling", node.counts());
  }

  @Test
  void attach_answerLost_notApplied_looksFirst_andDeletesTheEni() {
    LoopFixture node = attaching();
    node.nowMillis += 10;
    node.vpc.reply(
        "attach eni-2 at 1",
        HeldVpc.failed(CloudFailure.Kind.AMBIGUOUS, "SdkClientException", "timed out"));
    node.turn();
    assertEquals(List.of("describe"), node.pendingCalls());
    node.vpc.answer("describe");
    node.turn();
    assertEquals(List.of("delete eni-2"), node.pendingCalls());
  }

  private static void loseAnswer(LoopFixture node, String description) {
    node.vpc.applyHeld(description);
    node.vpc.reply(
        description,
        HeldVpc.failed(CloudFailure.Kind.AMBIGUOUS, "SdkClientException", "timed out"));
    node.turn();
  }

  /// A node at rest, on an m5.large.
  private static LoopFixture quiet(WarmTargets targets) {
    LoopFixture node = new LoopFixture("m5.large", targets, 0);
    node.settle();
    node.advance(LAG_MILLIS);
    node.settle();
    return node;
  }

  /// A node that is attaching its second ENI.
  private static LoopFixture attaching() {
    LoopFixture node = quiet(warmEnis(1));
    node.pool.claim();
    node.advance(0);
    node.vpc.answer("create with 9 by token-1");
    node.turn();
    assertEquals(List.of("attach eni-2 at 1"), node.pendingCalls());
    return node;
  }

  /// A node with a second ENI that its only pod has made it get, and left again.
  private static LoopFixture withSecondEniEmpty() {
    LoopFixture node = quiet(warmEnis(1));
    long handle = node.pool.claim();
    node.advance(0);
    node.settle();
    node.pool.release(handle, node.nowMillis);
    node.turn();
    node.advance(Planner.MIN_ENI_AGE_MILLIS);
    node.settle();
    assertEquals("18 addresses, 18 free, 0 leased, 0 cooling", node.counts());
    return node;
  }
}
