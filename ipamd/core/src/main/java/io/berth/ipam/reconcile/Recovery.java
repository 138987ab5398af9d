package io.berth.ipam.reconcile;

import io.berth.ipam.journal.JournalState;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a starting daemon makes of its two witnesses, journal and kernel; a pure decision, and its
/// execution on an empty pool.
///
/// - A lease in the journal stands, whatever the kernel says: only a DEL ends it.
/// - If the journal is damaged, a link of Berth's that no lease explains is a lease that the
///   journal has lost: its alias names the pod, its route the address.
/// - Otherwise a link of Berth's that no lease explains belongs to an ADD that was never answered
///   or to a DEL that was interrupted: it is removed, and its address cools for a full period.
/// - A released address without a record that the kernel was clean cools for a full period.
/// - An address that the kernel routes to somebody else's link cools for a full period.
///
/// @param enis that the journal remembers
/// @param leases that stand, each on one of these ENIs
/// @param rebuilt those of the leases that were found in the kernel only; to be journaled again
/// @param coolUntil addresses that may not be leased yet, with the end on the boot clock
/// @param orphans links to remove before serving
/// @param notes one sentence for a person about each thing that was not as expected
public record Recovery(
    List<Eni> enis,
    List<Lease> leases,
    List<Lease> rebuilt,
    SortedMap<IpAddress, Long> coolUntil,
    List<PodLink> orphans,
    List<String> notes) {

  public Recovery {
    enis = List.copyOf(enis);
    leases = List.copyOf(leases);
    rebuilt = List.copyOf(rebuilt);
    coolUntil = Collections.unmodifiableSortedMap(new TreeMap<>(coolUntil));
    orphans = List.copyOf(orphans);
    notes = List.copyOf(notes);
  }

  /// Whether EC2 has to be asked for the ENIs before deciding, because the journal does not explain
  /// its own leases; otherwise a restart needs nobody.
  public static boolean needsEc2(JournalState journal, boolean complete) {
    List<Eni> enis = List.copyOf(journal.enis().values());
    return !complete
        || journal.leases().values().stream()
            .anyMatch(lease -> owner(enis, lease.address()) == null);
  }

  /// Decides.
  ///
  /// @param complete false when the journal was damaged and may lack leases
  /// @param enis the journal's, or EC2's answer when the journal is not complete
  /// @param seen every pod link and route that the kernel has
  /// @param coolingMillis a full cooling period
  /// @param mtuBytes of pods' links
  /// @param nowMillis the boot clock
  /// @param wallMillis the wall clock, for rebuilt leases
  public static Recovery plan(
      JournalState journal,
      boolean complete,
      List<Eni> enis,
      List<PodLinkSeen> seen,
      long coolingMillis,
      int mtuBytes,
      long nowMillis,
      long wallMillis) {
    List<String> notes = new ArrayList<>(journal.contradictions());
    List<Lease> leases = new ArrayList<>();
    for (Lease lease : journal.leases().values()) {
      if (owner(enis, lease.address()) == null) {
        notes.add(
            "lease of "
                + lease.address()
                + " for "
                + lease.key()
                + " is dropped: no ENI of this node has the address");
      } else {
        leases.add(lease);
      }
    }
    long full = nowMillis + coolingMillis;
    SortedMap<IpAddress, Long> coolUntil = new TreeMap<>(journal.coolingUntilBootMillis());
    journal.released().keySet().forEach(address -> coolUntil.put(address, full));
    List<PodLink> orphans = new ArrayList<>();
    List<Lease> rebuilt = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    TreeSet<IpAddress> leased = new TreeSet<>();
    for (Lease lease : leases) {
      known.add(PodLink.ALIAS_PREFIX + lease.key());
      leased.add(lease.address());
    }
    for (PodLinkSeen link : seen) {
      LeaseKey key = keyOf(link.alias());
      if (known.contains(link.alias()) || leased.contains(link.address())) {
        continue;
      }
      Eni eni = owner(enis, link.address());
      if (!complete && key != null && eni != null) {
        Lease lease =
            new Lease(key, link.address(), eni.id(), PodName.NONE, link.hostLink(), wallMillis);
        rebuilt.add(lease);
        known.add(link.alias());
        leased.add(link.address());
        coolUntil.remove(link.address());
        notes.add(
            "lease of "
                + link.address()
                + " for "
                + key
                + " is rebuilt from link '"
                + link.hostLink()
                + "'");
        continue;
      }
      coolUntil.put(link.address(), full);
      if (key == null) {
        notes.add(
            link.address()
                + " is routed to '"
                + link.hostLink()
                + "', which no lease explains; it cools");
      } else {
        notes.add("link '" + link.hostLink() + "' of " + key + " has no lease; it is removed");
        orphans.add(orphan(link, key, enis, mtuBytes));
      }
    }
    leases.addAll(rebuilt);
    return new Recovery(enis, leases, rebuilt, coolUntil, orphans, notes);
  }

  private static PodLink orphan(PodLinkSeen link, LeaseKey key, List<Eni> enis, int mtuBytes) {
    Eni eni = owner(enis, link.address());
    return new PodLink(
        key,
        link.address(),
        link.hostLink(),
        key.interfaceName(),
        link.alias(),
        PodLink.GATEWAY_IPV4,
        eni == null ? PodLink.MAIN_TABLE : eni.routeTable(),
        mtuBytes);
  }

  private static @Nullable Eni owner(List<Eni> enis, IpAddress address) {
    return enis.stream()
        .filter(eni -> eni.secondaries().contains(address))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable LeaseKey keyOf(String alias) {
    if (!alias.startsWith(PodLink.ALIAS_PREFIX)) {
      return null;
    }
    String[] parts = alias.substring(PodLink.ALIAS_PREFIX.length()).split("/", -1);
    boolean whole =
        parts.length == 3 && !parts[0].isEmpty() && !parts[1].isEmpty() && !parts[2].isEmpty();
    return whole ? new LeaseKey(parts[0], parts[1], parts[2]) : null;
  }

  /// Fills an empty pool, the control loop and the lease service; before any of them is used.
  public void apply(
      AddressPool pool, ControlLoop control, LeaseService service, int mtuBytes, long nowMillis) {
    for (Eni eni : enis) {
      control.restore(eni, nowMillis);
      if (eni.managed()) {
        pool.addAddresses(eni.id(), eni.secondaries(), new InitialState.Free());
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
  }
}
