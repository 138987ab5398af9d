package io.berth.ipam.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aim: ADD, DEL and CHECK hold their promises in whatever order journal and kernel answer. Method:
/// ports that answer when the test says so; pool, journal and replies are compared after each step.
class LeaseServiceTest {

  private static final EniId ENI = new EniId("eni-1");
  private static final long COOLING_MILLIS = 30_000;
  private static final KernelOutcome DONE = new KernelOutcome.Done();

  private final HeldPorts ports = new HeldPorts();
  private final AddressPool pool = new AddressPool();
  private final List<AddReply> added = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private LeaseService service =
      new LeaseService(
          pool,
          ports,
          ports,
          ports,
          ports,
          Runnable::run,
          new LeaseSettings(COOLING_MILLIS, 20_000, 2),
          eni -> 254);

  @BeforeEach
  void twoAddresses() {
    pool.addAddresses(
        ENI,
        IntStream.rangeClosed(1, 2).mapToObj(i -> IpAddress.parse("10.0.0." + i)).toList(),
        new InitialState.Free());
  }

  @Test
  void add_addressThere_tellsThePoolsKeeper_waitingOneDoesNot() {
    add("a");
    add("b");
    assertEquals(2, ports.claims);
    add("c");
    assertEquals(2, ports.claims);
  }

  private static LeaseKey key(String container) {
    return new LeaseKey("net", container, "eth0");
  }

  private void add(String container) {
    service.add(
        new AddRequest(
            key(container),
            new PodName("default", container),
            Sandbox.ofPath("/netns/" + container),
            "eni",
            9001),
        added::add);
  }

  private void delete(String container) {
    service.delete(
        key(container), failure -> deleted.add(failure == null ? "ok" : failure.sentence()));
  }

  private void lease(String container) {
    add(container);
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    assertInstanceOf(AddReply.Added.class, added.removeLast());
  }

  private String refusal() {
    return assertInstanceOf(AddReply.Refused.class, added.removeLast()).failure().sentence();
  }

  private String counts() {
    var view = pool.view();
    return view.free() + " free, " + view.leased() + " leased, " + view.cooling() + " cooling";
  }

  @Test
  void add_kernelFirst_answersOnlyWhenDurable() {
    add("a");
    ports.attachEnds(HeldPorts.ATTACHED);
    assertTrue(added.isEmpty(), "answered before the lease was durable");
    ports.journalSays(null);
    var reply = assertInstanceOf(AddReply.Added.class, added.getFirst());
    assertEquals("10.0.0.1", reply.lease().address().toString());
    assertEquals("1 free, 1 leased, 0 cooling", counts());
  }

  @Test
  void add_journalFirst_answersOnlyWhenLinked() {
    add("a");
    ports.journalSays(null);
    assertTrue(added.isEmpty(), "answered before the link stood");
    ports.attachEnds(HeldPorts.ATTACHED);
    assertInstanceOf(AddReply.Added.class, added.getFirst());
  }

  @Test
  void add_whileTheFirstRuns_joinsIt() {
    add("a");
    add("a");
    assertEquals(1, ports.attaches.size());
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    assertEquals(2, added.size());
    assertEquals(added.get(0), added.get(1));
    assertEquals("1 free, 1 leased, 0 cooling", counts());
  }

  @Test
  void add_afterSuccess_failsAndChangesNothing() {
    lease("a");
    add("a");
    ports.attachEnds(HeldPorts.failed(KernelOutcome.Reason.INTERFACE_EXISTS, "File exists"));
    assertEquals(
        "interface eth0 of container a is already attached to network net with 10.0.0.1; DEL it before another ADD",
        refusal());
    assertEquals("1 free, 1 leased, 0 cooling", counts());
    assertTrue(ports.detaches.isEmpty());
  }

  @Test
  void add_afterSuccessAndInterfaceGone_attachesTheSameAddress() {
    lease("a");
    add("a");
    ports.attachEnds(HeldPorts.ATTACHED);
    var reply = assertInstanceOf(AddReply.Added.class, added.getFirst());
    assertEquals("10.0.0.1", reply.lease().address().toString());
    assertEquals("1 free, 1 leased, 0 cooling", counts());
  }

  @Test
  void add_kernelFails_undoesAndCools() {
    add("a");
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.failed(KernelOutcome.Reason.OTHER, "no buffer space"));
    assertTrue(added.isEmpty(), "answered before it was undone");
    ports.detachEnds(DONE);
    ports.journalSays(null);
    assertEquals("the pod's link could not be set up: no buffer space", refusal());
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void add_namespaceGone_addressNeedNotCool() {
    add("a");
    ports.journalSays(null);
    ports.attachEnds(
        HeldPorts.failed(KernelOutcome.Reason.NO_NAMESPACE, "No such file or directory"));
    ports.detachEnds(DONE);
    ports.journalSays(null);
    assertEquals(
        "'/netns/a' is not a network namespace that can be used: No such file or directory",
        refusal());
    pool.ripen(ports.nowMillis);
    assertEquals("2 free, 0 leased, 0 cooling", counts());
  }

  @Test
  void add_journalFails_takesTheLinkAwayFirst() {
    add("a");
    ports.attachEnds(HeldPorts.ATTACHED);
    ports.journalSays("No space left on device");
    assertTrue(added.isEmpty(), "answered while the link was still there");
    ports.journalSays("No space left on device");
    ports.detachEnds(DONE);
    assertEquals("the lease could not be made durable: No space left on device", refusal());
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void delete_leased_coolsWhenTheKernelIsClean() {
    lease("a");
    delete("a");
    ports.journalSays(null);
    assertEquals("1 free, 1 leased, 0 cooling", counts());
    assertTrue(deleted.isEmpty());
    ports.nowMillis = 5_000;
    ports.detachEnds(DONE);
    assertEquals(List.of("ok"), deleted);
    assertEquals("1 free, 0 leased, 1 cooling", counts());
    assertEquals(
        new JournalEvent.Clean(IpAddress.parse("10.0.0.1"), 5_000 + COOLING_MILLIS),
        ports.journaled.getLast());
  }

  @Test
  void delete_journalFails_stillSucceeds() {
    lease("a");
    delete("a");
    ports.detachEnds(DONE);
    ports.journalSays("Read-only file system");
    assertEquals(List.of("ok"), deleted);
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void delete_unknown_succeeds() {
    delete("never-seen");
    assertEquals(List.of("ok"), deleted);
    assertTrue(ports.journaled.isEmpty());
  }

  /// As when the spool replays a deletion of a sandbox whose pod has a new one.
  @Test
  void delete_ofAnEarlierSandbox_leavesTheNewOne() {
    lease("a1");
    delete("a1");
    ports.journalSays(null);
    ports.detachEnds(DONE);
    lease("a2");
    int journaled = ports.journaled.size();
    delete("a1");
    assertEquals(List.of("ok", "ok"), deleted);
    assertEquals(List.of(key("a2")), service.leases().stream().map(Lease::key).toList());
    assertEquals(journaled, ports.journaled.size());
    assertTrue(ports.detaches.isEmpty());
    assertEquals("0 free, 1 leased, 1 cooling", counts());
  }

  @Test
  void delete_tenTimes_releasesOnce() {
    lease("a");
    IntStream.range(0, 10).forEach(i -> delete("a"));
    assertEquals(1, ports.detaches.size());
    ports.journalSays(null);
    ports.detachEnds(DONE);
    assertEquals(10, deleted.size());
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void delete_whileTheAddRuns_undoesIt() {
    add("a");
    delete("a");
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    assertTrue(deleted.isEmpty());
    ports.journalSays(null);
    ports.detachEnds(DONE);
    assertEquals("ADD of net/a/eth0 was given up because a DEL for it arrived", refusal());
    assertEquals(List.of("ok"), deleted);
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void delete_kernelRefuses_saysSoAndTheNextDeleteTriesAgain() {
    lease("a");
    delete("a");
    ports.journalSays(null);
    ports.detachEnds(HeldPorts.failed(KernelOutcome.Reason.OTHER, "device busy"));
    assertEquals(
        List.of(
            "the pod's link could not be removed: device busy; it keeps its address, repeat DEL"),
        deleted);
    assertEquals("1 free, 1 leased, 0 cooling", counts());
    delete("a");
    ports.detachEnds(DONE);
    assertEquals("ok", deleted.getLast());
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void delete_manyAtOnce_shareTheSecondRemoval() {
    lease("a");
    lease("b");
    delete("a");
    assertEquals(1, ports.detaches.size());
    delete("b");
    assertEquals(1, ports.detaches.size(), "the second waits for the first removal to end");
    ports.journalSays(null);
    ports.journalSays(null);
    ports.detachEnds(DONE);
    ports.detachEnds(DONE);
    assertEquals(List.of("ok", "ok"), deleted);
  }

  @Test
  void add_emptyPool_waitsAndIsServed() {
    lease("a");
    lease("b");
    add("c");
    assertTrue(added.isEmpty());
    assertEquals(ports.nowMillis + 20_000, ports.demands.getFirst().deadlineMillis());
    delete("a");
    ports.journalSays(null);
    ports.detachEnds(DONE);
    pool.ripen(ports.nowMillis + COOLING_MILLIS);
    ports.demands.remove().replyTo().accept(new Grant.Granted(pool.claim()));
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    assertInstanceOf(AddReply.Added.class, added.getLast());
  }

  @Test
  void add_othersWait_queuesBehindThem() {
    ports.anyWaiting = true;
    add("a");
    assertEquals(1, ports.demands.size());
    assertEquals("2 free, 0 leased, 0 cooling", counts());
  }

  @Test
  void add_tooManyWaiting_isRefusedAtOnce() {
    ports.anyWaiting = true;
    add("a");
    add("b");
    add("c");
    assertEquals("the pool is empty and 2 requests wait already; retry later", refusal());
  }

  @Test
  void delete_whileWaiting_givesALateGrantBack() {
    ports.anyWaiting = true;
    add("a");
    delete("a");
    assertEquals(List.of("ok"), deleted);
    assertEquals("ADD of net/a/eth0 was given up because a DEL for it arrived", refusal());
    assertEquals(List.of(1L), ports.withdrawn);
    ports.demands.remove().replyTo().accept(new Grant.Granted(pool.claim()));
    pool.ripen(ports.nowMillis);
    assertEquals("2 free, 0 leased, 0 cooling", counts());
  }

  @Test
  void add_grantRefused_answersTheReason() {
    ports.anyWaiting = true;
    add("a");
    ports
        .demands
        .remove()
        .replyTo()
        .accept(new Grant.Refused(new LeaseFailure.Exhausted("all 27 are leased")));
    assertEquals("no address is free: all 27 are leased", refusal());
    assertTrue(service.idle());
  }

  @Test
  void undeliverable_afterSuccess_isUndone() {
    lease("a");
    service.undeliverable(key("a"));
    ports.journalSays(null);
    ports.detachEnds(DONE);
    assertEquals("1 free, 0 leased, 1 cooling", counts());
  }

  @Test
  void check_unknownAndKnown_tellsTheDifference() {
    List<String> replies = new ArrayList<>();
    service.check(
        key("a"), Sandbox.ofPath("/x"), f -> replies.add(f == null ? "ok" : f.sentence()));
    lease("a");
    service.check(
        key("a"), Sandbox.ofPath("/x"), f -> replies.add(f == null ? "ok" : f.sentence()));
    ports.checks.remove().replyTo().accept(DONE);
    service.check(
        key("a"), Sandbox.ofPath("/x"), f -> replies.add(f == null ? "ok" : f.sentence()));
    ports
        .checks
        .remove()
        .replyTo()
        .accept(HeldPorts.failed(KernelOutcome.Reason.DIFFERENT, "route missing"));
    assertEquals(
        List.of(
            "no lease for net/a/eth0; the pod must be recreated",
            "ok",
            "the attachment is not as it was made: route missing"),
        replies);
  }

  @Test
  void stop_refusesNewAddsAndStillDeletes() {
    lease("a");
    service.stop();
    add("b");
    assertEquals("the daemon is stopping; retry in a moment", refusal());
    delete("a");
    ports.journalSays(null);
    ports.detachEnds(DONE);
    assertEquals(List.of("ok"), deleted);
    assertNull(service.leases().stream().findAny().orElse(null));
  }
}
