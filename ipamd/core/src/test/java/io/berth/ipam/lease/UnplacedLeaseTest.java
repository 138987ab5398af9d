package io.berth.ipam.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import org.junit.jupiter.api.Test;

/// A lease whose ENI is not known belongs to its pod like any other, and gets its place in the pool
/// later or never. Restores one and lets DEL and ENI come in either order.
class UnplacedLeaseTest {

  private static final EniId UNKNOWN = new EniId("unknown");
  private static final EniId ENI = new EniId("eni-1");
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.11");
  private static final LeaseKey KEY = new LeaseKey("net", "c1", "eth0");
  private static final Lease LEASE = new Lease(KEY, ADDRESS, UNKNOWN, PodName.NONE, "enic1", 1);
  private static final long COOLING_MILLIS = 30_000;

  private final HeldPorts ports = new HeldPorts();
  private final AddressPool pool = new AddressPool();
  private final List<String> answers = new ArrayList<>();
  private final LeaseService service =
      new LeaseService(
          pool,
          ports,
          ports,
          ports,
          ports,
          Runnable::run,
          new LeaseSettings(COOLING_MILLIS, 20_000, 2),
          eni -> 3);

  UnplacedLeaseTest() {
    service.restoreUnplaced(LEASE, 9_001);
  }

  @Test
  void eniLearnt_givesTheLeaseItsEniAndADelFreesItsAddress() {
    service.place(arrive());

    assertEquals(List.of(LEASE.on(ENI)), service.leases());
    assertEquals(new JournalEvent.Leased(LEASE.on(ENI)), ports.journaled.getLast());
    ports.journalSays(null);
    delete();
    assertEquals(3, ports.detaches.element().links().getFirst().routeTable());
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());
    assertEquals(List.of("deleted"), answers);
    assertEquals(1, pool.view().cooling());
  }

  @Test
  void deletedBeforeItsEniIsLearnt_isGone_andTheAddressCoolsWhenItComes() {
    delete();
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());
    assertEquals(List.of("deleted"), answers);
    assertEquals(List.of(), service.leases());

    service.place(arrive());

    assertEquals(1, pool.view().cooling());
    assertEquals(ports.nowMillis + COOLING_MILLIS, pool.nextDeadlineMillis());
  }

  @Test
  void eniLearntWhileItIsBeingDeleted_isReleasedOnce() {
    delete();
    service.place(arrive());
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());

    assertEquals(List.of("deleted"), answers);
    assertEquals(1, pool.view().cooling());
  }

  @Test
  void addAndCheck_ofAnUnplacedLease_changeNothing() {
    List<AddReply> added = new ArrayList<>();
    service.add(
        new AddRequest(KEY, PodName.NONE, Sandbox.ofPath("/run/netns/c1"), "eni", 9_001),
        added::add);
    AddReply.Refused refused = assertInstanceOf(AddReply.Refused.class, added.getFirst());
    assertInstanceOf(LeaseFailure.AlreadyAttached.class, refused.failure());

    List<LeaseFailure> checked = new ArrayList<>();
    service.check(KEY, Sandbox.ofPath("/run/netns/c1"), checked::add);
    assertInstanceOf(LeaseFailure.Busy.class, checked.getFirst());
    assertNull(ports.attaches.peek());
  }

  private long arrive() {
    pool.addAddresses(ENI, List.of(ADDRESS), new InitialState.Cooling(ports.nowMillis + 1));
    return pool.claimExact(ADDRESS);
  }

  private void delete() {
    service.delete(KEY, failure -> answers.add(failure == null ? "deleted" : failure.sentence()));
  }
}
