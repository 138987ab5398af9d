package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.lease.Grant;
import io.berth.ipam.model.EniId;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.EniCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Emptying an ENI on request: no new pods, and gone when its last pod has left and cooled.
class DrainTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final EniId SECOND = new EniId("eni-2");

  /// m5.large: nine pods on the primary ENI, one on the second.
  private static LoopFixture twoEnis(List<Long> handles) {
    LoopFixture node = new LoopFixture("m5.large", warmIps(2), 0);
    node.settle();
    for (int i = 0; i < 10; i++) {
      long handle = node.pool.claim();
      if (handle == AddressPool.NONE) {
        node.advance(0);
        node.settle();
        handle = node.pool.claim();
      }
      handles.add(handle);
    }
    node.settle();
    assertEquals(2, node.vpc.attached.size());
    return node;
  }

  private static String drain(LoopFixture node, EniId eni, boolean draining) {
    List<String> answers = new ArrayList<>();
    node.loop.drain(eni, draining, why -> answers.add(String.valueOf(why)));
    node.turn();
    return answers.getFirst();
  }

  @Test
  void drainedEni_takesNoNewPod_andGoesOnceItsLastPodHasCooled() {
    List<Long> handles = new ArrayList<>();
    LoopFixture node = twoEnis(handles);
    assertEquals("null", drain(node, SECOND, true));
    node.settle();
    List<Long> onSecond =
        handles.stream().filter(handle -> node.pool.eni(handle).equals(SECOND)).toList();
    handles.stream()
        .filter(handle -> !onSecond.contains(handle))
        .limit(3)
        .forEach(handle -> node.pool.release(handle, node.nowMillis));
    node.advance(100);
    node.settle();
    for (long handle : node.claimAll()) {
      assertNotEquals(SECOND, node.pool.eni(handle), "a new pod on the draining ENI");
    }
    onSecond.forEach(handle -> node.pool.release(handle, node.nowMillis + 30_000));
    node.advance(29_000);
    node.settle();
    assertTrue(node.vpc.attached.containsKey(SECOND));
    node.advance(61_000);
    node.settle();
    assertFalse(node.vpc.attached.containsKey(SECOND));
  }

  @Test
  void undrainedEni_servesAgain() {
    List<Long> handles = new ArrayList<>();
    LoopFixture node = twoEnis(handles);
    int total = node.pool.view().total();
    drain(node, PRIMARY, true);
    drain(node, PRIMARY, false);
    node.settle();
    assertEquals(total, node.pool.view().total());
    assertEquals(0, node.pool.view().retiring());
  }

  @Test
  void enisThatCannotBeDrained_areNamedWithTheReason() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(2), 0);
    node.settle();
    assertEquals(
        "eni-7 is not attached to this instance; `berthctl pool` lists the ENIs that are",
        drain(node, new EniId("eni-7"), true));
    assertFalse(node.pool.view().enis().stream().anyMatch(EniCounts::draining));
  }

  /// An ENI that is excluded drains: the incumbent's case D25.
  @Test
  void d25_excludedEni_isNotUsed_andAloneServesNobody() {
    LoopFixture node = new LoopFixture("m5.large", new WarmTargets(0, 2, 0, 0, 1, 110), 0);
    node.settle();
    assertEquals(2, node.pool.view().free());
    drain(node, PRIMARY, true);
    node.demand(10_000);
    String why = assertInstanceOf(Grant.Refused.class, node.grants.getFirst()).failure().sentence();
    assertTrue(why.contains("1 ENI is being emptied and takes no new pods"), why);
  }

  /// The incumbent removes it about 5 s later although it cools; here cooling comes first.
  @Test
  void d27_excludedEni_lastPodLeaves_itsAddressGoesOnceItHasCooled() {
    LoopFixture node = new LoopFixture("m5.large", new WarmTargets(0, 2, 0, 0, 1, 110), 0);
    node.settle();
    long handle = node.pool.claim();
    node.advance(Window.GATHER_MILLIS);
    node.settle();
    drain(node, PRIMARY, true);
    node.settle();
    assertEquals("1 addresses, 0 free, 1 leased, 0 cooling", node.counts());
    node.pool.release(handle, node.nowMillis + 30_000);
    node.advance(29_000);
    node.settle();
    assertEquals("1 addresses, 0 free, 0 leased, 1 cooling", node.counts());
    node.advance(1_000);
    node.settle();
    assertEquals(0, node.pool.view().total());
    assertEquals(List.of(), node.vpc.eni(PRIMARY).secondaries());
  }
}
