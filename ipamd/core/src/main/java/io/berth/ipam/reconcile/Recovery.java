package io.berth.ipam.reconcile;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// What a starting daemon makes of its two witnesses, journal and kernel; a pure decision, and its
/// execution on an empty pool. It needs nobody else: where both witnesses lack something, the start
/// goes on without it and EC2's first answer adds it.
///
/// - A lease in the journal stands if the kernel has its link or its route, unless the link leads
///   to another address or the route to another lease's link: then the kernel is right. With
///   neither, its ADD was never answered, or its DEL got as far as the kernel, or its sandbox has
///   gone with its link: it has ended, and its address cools for a full period.
/// - If the journal is damaged, a link of Berth's that no lease explains is a lease that the
///   journal has lost: its alias names the pod, its route the address.
/// - Otherwise a link of Berth's that no lease explains belongs to an ADD that was never answered
///   or to a DEL that was interrupted: it is removed, and its address cools for a full period.
/// - A released address without a record that the kernel was clean cools for a full period.
/// - An address that the kernel routes to somebody else's link is not used, also when its ENI is
///   learnt later: a pod that nobody remembers may have it for as long as it lives. The next start
///   looks again.
/// - A lease whose address no known ENI carries is *unplaced*: its pod keeps it, a DEL ends it, and
///   when an ENI brings the address into the pool, it comes in leased.
///
/// What each record is worth that damage may have taken, and why it is not missed:
///
/// | lost | what stands in |
/// |---|---|
/// | `Leased` | the kernel: an ADD that was answered has a link with alias and route |
/// | `Released` | the kernel: link and route went before the DEL was answered. If they are still there, the DEL was not answered and is repeated |
/// | `Clean`, or a whole use of an address | every address that nothing explains waits for [#DOUBT_MILLIS], and for a full cooling period at least |
/// | `EniKnown`, the only one of an ENI | its leases are unplaced, the rest of it is not in use until EC2 shows it |
/// | `EniKnown` that added addresses | the same, for these |
/// | `EniKnown` that took addresses away before EC2 was asked to take them | EC2: the first two looks are over before a doubtful address may be leased. If EC2 answers no sooner, one that it took may be leased; its pod is cut off until the look that marks it lost |
/// | `EniGone` | the kernel: addresses of an ENI that no pod uses come into the pool when its link is seen |
/// | `Identified` | the metadata service, before anything is served |
/// | `LimitsKnown` | the table of the release; EC2 for a type that is newer, and that alone delays the start |
/// | `TokenUsed` | the tags of the ENI that it may have made: one left behind is found and deleted |
/// | the header | the same as if all records were lost: of which boot they are cannot be told |
///
/// Nothing is asked of EC2 for growth before its first answer: ENIs that the journal has forgotten
/// count against the limits.
///
/// @param enis that the journal remembers
/// @param leases that stand, each on one of these ENIs
/// @param unplaced leases that stand, on none of them
/// @param ended leases of the journal that the kernel knows nothing of
/// @param rebuilt those of the leases that were found in the kernel only
/// @param coolUntil addresses that may not be leased yet, with the end on the boot clock
/// @param doubtUntilMillis when other addresses may be leased, on the boot clock; 0 when the
///   journal is complete
/// @param orphans links to remove before serving
/// @param strays links without a route that no lease explains, to remove too
/// @param notes one sentence for a person about each thing that was not as expected
public record Recovery(
    List<Eni> enis,
    List<Lease> leases,
    List<Lease> unplaced,
    List<Lease> ended,
    List<Lease> rebuilt,
    SortedMap<IpAddress, Long> coolUntil,
    long doubtUntilMillis,
    List<PodLink> orphans,
    List<PodLinkSeen> strays,
    List<String> notes) {

  /// After damage, addresses that nothing explains wait so long: two looks at EC2 and what lies
  /// between them.
  public static final long DOUBT_MILLIS = 2 * Absences.APART_MILLIS;

  /// Longer than a daemon runs without a restart, in milliseconds: ten years. No other deadline on
  /// the boot clock is so late; the pool's reach 34 years.
  static final long QUARANTINE_MILLIS = 10L * 365 * 24 * 3_600_000;

  /// Events that are handed to the journal together; its queue holds four times as many.
  private static final int MAX_PART = 1_000;

  /// Stands for the ENI of an unplaced lease that only the kernel knows.
  public static final EniId UNKNOWN_ENI = new EniId("unknown");

  public Recovery {
    enis = List.copyOf(enis);
    leases = List.copyOf(leases);
    unplaced = List.copyOf(unplaced);
    ended = List.copyOf(ended);
    rebuilt = List.copyOf(rebuilt);
    coolUntil = Collections.unmodifiableSortedMap(new TreeMap<>(coolUntil));
    orphans = List.copyOf(orphans);
    strays = List.copyOf(strays);
    notes = List.copyOf(notes);
  }

  /// Decides.
  ///
  /// @param seen every pod link and route that the kernel has
  /// @param coolingMillis a full cooling period
  /// @param mtuBytes of pods' links
  /// @param nowMillis the boot clock
  /// @param wallMillis the wall clock, for rebuilt leases
  public static Recovery plan(
      JournalState journal,
      List<PodLinkSeen> seen,
      long coolingMillis,
      int mtuBytes,
      long nowMillis,
      long wallMillis) {
    return new Witnesses(journal, seen, coolingMillis, mtuBytes, nowMillis, wallMillis).decide();
  }

  /// Fills an empty pool, the control loop and the lease service; before any of them is used.
  public void apply(
      AddressPool pool, ControlLoop control, LeaseService service, int mtuBytes, long nowMillis) {
    boolean doubtful = doubtUntilMillis > 0;
    Set<EniId> used = leases.stream().map(Lease::eni).collect(Collectors.toSet());
    for (Eni eni : enis) {
      boolean attached = !doubtful || used.contains(eni.id());
      if (doubtful) {
        control.restoreDoubtful(eni, attached, doubtUntilMillis, nowMillis);
      } else {
        control.restore(eni, nowMillis);
      }
      if (eni.managed() && attached) {
        pool.add(
            eni.id(),
            eni.portions(),
            doubtful ? new InitialState.Cooling(doubtUntilMillis) : new InitialState.Free());
      }
    }
    for (Lease lease : leases) {
      long handle = pool.claimExact(lease.address());
      if (handle == AddressPool.NONE) {
        throw new IllegalStateException(
            lease.address() + " of " + lease.key() + " is not in the pool");
      }
      service.restore(lease, handle, mtuBytes);
    }
    coolUntil.forEach(pool::cool);
    unplaced.forEach(lease -> service.restoreUnplaced(lease, mtuBytes));
    List<IpAddress> expected = new ArrayList<>(unplaced.stream().map(Lease::address).toList());
    expected.addAll(quarantined(pool));
    if (doubtful || !expected.isEmpty()) {
      control.lookFirst(
          expected,
          handle -> {
            long until = coolUntil.getOrDefault(pool.address(handle), 0L);
            if (until >= QUARANTINE_MILLIS) {
              pool.release(handle, until);
            } else {
              service.place(handle);
            }
          });
    }
  }

  /// Addresses that nobody may have and whose ENI is not known yet.
  private List<IpAddress> quarantined(AddressPool pool) {
    Set<IpAddress> here = new HashSet<>();
    pool.forEach(slot -> here.add(slot.address()));
    return coolUntil.entrySet().stream()
        .filter(entry -> entry.getValue() >= QUARANTINE_MILLIS && !here.contains(entry.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Writes down what was decided. The journal is complete again when all of it is durable, and not
  /// before: if the process dies or the disk fails until then, the next start distrusts the journal
  /// as this one did.
  public void remember(Journal journal) {
    List<JournalEvent> events = new ArrayList<>();
    ended.forEach(lease -> events.add(new JournalEvent.Released(lease.key(), lease.address())));
    rebuilt.forEach(lease -> events.add(new JournalEvent.Leased(lease)));
    if (doubtUntilMillis > 0) {
      events.add(new JournalEvent.Recovered(doubtUntilMillis));
    }
    append(events, journal);
  }

  /// A part at a time, because the journal's queue is bounded, and the last event alone: it must
  /// not be written if one before it was not.
  private static void append(List<JournalEvent> events, Journal journal) {
    if (events.isEmpty()) {
      return;
    }
    int part = events.size() == 1 ? 1 : Math.min(events.size() - 1, MAX_PART);
    AtomicInteger left = new AtomicInteger(part);
    for (JournalEvent event : events.subList(0, part)) {
      journal.append(
          event,
          failure -> {
            if (failure == null && left.decrementAndGet() == 0) {
              append(events.subList(part, events.size()), journal);
            }
          });
    }
  }
}
