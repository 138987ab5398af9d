package io.berth.ipam.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aim: a lease ends without a DEL only when its sandbox has gone, and is told of when only its
/// link has. Method: the lease service on ports that answer when the test says so.
class SandboxAuditTest {

  private static final EniId ENI = new EniId("eni-1");
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.1");
  private static final LeaseKey KEY = new LeaseKey("net", "a", "eth0");
  private static final String ENDED =
      "lease of 10.0.0.1 for net/a/eth0 is ended: its sandbox has gone without a DEL";
  private static final KernelOutcome NOTHING = new KernelOutcome.State(List.of());
  private static final KernelOutcome NO_NAMESPACE =
      HeldPorts.failed(Reason.NO_NAMESPACE, "/netns/a is there no longer");

  private final HeldPorts ports = new HeldPorts();
  private final AddressPool pool = new AddressPool();
  private final List<String> told = new ArrayList<>();
  private final List<AddReply> added = new ArrayList<>();
  private final LeaseService service =
      new LeaseService(
          pool,
          ports,
          ports,
          ports,
          ports,
          Runnable::run,
          new LeaseSettings(30_000, 20_000, 2),
          eni -> 254);

  @BeforeEach
  void oneLease() {
    pool.addAddresses(ENI, List.of(ADDRESS), new InitialState.Free());
    add();
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
  }

  private void add() {
    service.add(
        new AddRequest(KEY, new PodName("default", "a"), Sandbox.ofPath("/netns/a"), "eni", 9001),
        added::add);
  }

  private void look(KernelOutcome outcome) {
    service.auditSandboxes(told::add);
    ports.reads.remove().accept(outcome);
  }

  private void sandboxIs(KernelOutcome outcome) {
    ports.checks.remove().replyTo().accept(outcome);
  }

  private static KernelOutcome seen(String alias, String route) {
    return new KernelOutcome.State(
        List.of(new PodLinkSeen(route.isEmpty() ? null : IpAddress.parse(route), "eni123", alias)));
  }

  @Test
  void missedTwice_namespaceGone_isReleasedAndCools() {
    look(NOTHING);
    look(NOTHING);
    sandboxIs(NO_NAMESPACE);
    assertEquals(List.of(ENDED), told);
    assertEquals(new JournalEvent.Released(KEY, ADDRESS), ports.journaled.getLast());
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());
    assertEquals(List.of(), service.leases());
    assertEquals(1, pool.view().cooling());
  }

  @Test
  void missedOnce_stands() {
    look(NOTHING);
    look(seen("berth:net/a/eth0", ""));
    look(NOTHING);
    assertTrue(ports.checks.isEmpty());
    assertEquals(List.of(), told);
    assertEquals(1, service.leases().size());
  }

  @Test
  void routeWithoutAlias_explainsTheLease() {
    look(seen("", "10.0.0.1"));
    look(seen("", "10.0.0.1"));
    assertTrue(ports.checks.isEmpty());
  }

  @Test
  void failedDump_countsAsNoLook() {
    look(NOTHING);
    look(HeldPorts.failed(Reason.OTHER, "interrupted"));
    look(NOTHING);
    assertTrue(ports.checks.isEmpty());
  }

  @Test
  void namespaceStillThere_isToldOnceAndStands() {
    look(NOTHING);
    for (int i = 0; i < 3; i++) {
      look(NOTHING);
      sandboxIs(HeldPorts.failed(Reason.DIFFERENT, "host link is missing"));
    }
    assertEquals(
        List.of(
            "link and route of net/a/eth0 are missing although its sandbox /netns/a is there:"
                + " somebody removed them; 10.0.0.1 stays with it until the pod is deleted"),
        told);
    assertEquals(1, service.leases().size());
  }

  @Test
  void attachedAgainSinceTheLook_stands() {
    look(NOTHING);
    service.auditSandboxes(told::add);
    add();
    ports.attachEnds(HeldPorts.ATTACHED);
    ports.reads.remove().accept(NOTHING);
    assertTrue(ports.checks.isEmpty());
    look(NOTHING);
    assertTrue(ports.checks.isEmpty());
    look(seen("berth:net/a/eth0", "10.0.0.1"));
    assertEquals(List.of(), told);
  }

  @Test
  void attachedAgainWhileTheSandboxIsLookedFor_stands() {
    look(NOTHING);
    look(NOTHING);
    add();
    ports.attachEnds(HeldPorts.ATTACHED);
    sandboxIs(NO_NAMESPACE);
    assertEquals(List.of(), told);
    assertEquals(1, service.leases().size());
  }

  @Test
  void restoredLease_hasNoPath_endsWithItsLink() {
    Lease lease =
        new Lease(
            new LeaseKey("net", "b", "eth0"),
            IpAddress.parse("10.0.0.2"),
            ENI,
            new PodName("default", "b"),
            "eni456",
            0);
    pool.addAddresses(ENI, List.of(lease.address()), new InitialState.Free());
    service.restore(lease, pool.claimExact(lease.address()), 9001);
    KernelOutcome onlyA = seen("berth:net/a/eth0", "10.0.0.1");
    look(onlyA);
    look(onlyA);
    assertEquals(
        List.of("lease of 10.0.0.2 for net/b/eth0 is ended: its sandbox has gone without a DEL"),
        told);
  }

  @Test
  void onlyOneLookRunsAtATime() {
    service.auditSandboxes(told::add);
    service.auditSandboxes(told::add);
    assertEquals(1, ports.reads.size());
  }
}
