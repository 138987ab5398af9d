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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a starting daemon makes of its two witnesses, journal and kernel; a pure decision, and its
/// execution on an empty pool.
///
/// - A lease in the journal stands if the kernel has its link or its route. With neither, its ADD
///   was never answered, or its DEL got as far as the kernel, or its sandbox has gone with its
///   link: it has ended, and its address cools for a full period.
/// - If the journal is damaged, a link of Berth's that no lease explains is a lease that the
///   journal has lost: its alias names the pod, its route the address.
/// - Otherwise a link of Berth's that no lease explains belongs to an ADD that was never answered
///   or to a DEL that was interrupted: it is removed, and its address cools for a full period.
/// - A released address without a record that the kernel was clean cools for a full period.
/// - An address that the kernel routes to somebody else's link cools for a full period.
///
/// @param enis that the journal remembers
/// @param leases that stand, each on one of these ENIs
/// @param ended leases of the journal that the kernel knows nothing of; to be journaled as released
/// @param rebuilt those of the leases that were found in the kernel only; to be journaled again
/// @param coolUntil addresses that may not be leased yet, with the end on the boot clock
/// @param orphans links to remove before serving
/// @param strays links without a route that no lease explains, to remove too
/// @param notes one sentence for a person about each thing that was not as expected
public record Recovery(
    List<Eni> enis,
    List<Lease> leases,
    List<Lease> ended,
    List<Lease> rebuilt,
    SortedMap<IpAddress, Long> coolUntil,
    List<PodLink> orphans,
    List<PodLinkSeen> strays,
    List<String> notes) {

  public Recovery {
    enis = List.copyOf(enis);
    leases = List.copyOf(leases);
    ended = List.copyOf(ended);
    rebuilt = List.copyOf(rebuilt);
    coolUntil = Collections.unmodifiableSortedMap(new TreeMap<>(coolUntil));
    orphans = List.copyOf(orphans);
    strays = List.copyOf(strays);
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
    long full = nowMillis + coolingMillis;
    SortedMap<IpAddress, Long> coolUntil = new TreeMap<>(journal.coolingUntilBootMillis());
    journal.released().keySet().forEach(address -> coolUntil.put(address, full));
    Set<String> aliases = seen.stream().map(PodLinkSeen::alias).collect(Collectors.toSet());
    Set<IpAddress> routed = new HashSet<>();
    seen.stream().map(PodLinkSeen::address).filter(Objects::nonNull).forEach(routed::add);
    List<Lease> leases = new ArrayList<>();
    List<Lease> ended = new ArrayList<>();
    for (Lease lease : journal.leases().values()) {
      boolean inKernel =
          aliases.contains(PodLink.ALIAS_PREFIX + lease.key()) || routed.contains(lease.address());
      if (!inKernel) {
        ended.add(lease);
        coolUntil.put(lease.address(), full);
        notes.add(
            "lease of "
                + lease.address()
                + " for "
                + lease.key()
                + " has ended: the kernel has neither its link nor its route");
      } else if (owner(enis, lease.address()) == null) {
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
    List<PodLink> orphans = new ArrayList<>();
    List<PodLinkSeen> strays = new ArrayList<>();
    List<Lease> rebuilt = new ArrayList<>();
    TreeSet<String> known = new TreeSet<>();
    TreeSet<IpAddress> leased = new TreeSet<>();
    for (Lease lease : leases) {
      known.add(PodLink.ALIAS_PREFIX + lease.key());
      leased.add(lease.address());
    }
    for (PodLinkSeen link : seen) {
      LeaseKey key = keyOf(link.alias());
      IpAddress address = link.address();
      if (known.contains(link.alias()) || (address != null && leased.contains(address))) {
        continue;
      }
      if (address == null) {
        strays.add(link);
        notes.add("link '" + link.hostLink() + "' has neither lease nor route; it is removed");
        continue;
      }
      Eni eni = owner(enis, address);
      if (!complete && key != null && eni != null) {
        Lease lease = new Lease(key, address, eni.id(), PodName.NONE, link.hostLink(), wallMillis);
        rebuilt.add(lease);
        known.add(link.alias());
        leased.add(address);
        coolUntil.remove(address);
        notes.add(
            "lease of "
                + address
                + " for "
                + key
                + " is rebuilt from link '"
                + link.hostLink()
                + "'");
        continue;
      }
      coolUntil.put(address, full);
      if (key == null) {
        notes.add(
            address + " is routed to '" + link.hostLink() + "', which no lease explains; it cools");
      } else {
        notes.add("link '" + link.hostLink() + "' of " + key + " has no lease; it is removed");
        orphans.add(orphan(link, address, key, enis, mtuBytes));
      }
    }
    leases.addAll(rebuilt);
    return new Recovery(enis, leases, ended, rebuilt, coolUntil, orphans, strays, notes);
  }

  private static PodLink orphan(
      PodLinkSeen link, IpAddress address, LeaseKey key, List<Eni> enis, int mtuBytes) {
    Eni eni = owner(enis, address);
    return new PodLink(
        key,
        address,
        link.hostLink(),
        key.interfaceName(),
        link.alias(),
        PodLink.GATEWAY_IPV4,
        eni == null ? PodLink.MAIN_TABLE : eni.routeTable(),
        mtuBytes);
  }

  private static @Nullable Eni owner(List<Eni> enis, IpAddress address) {
    return enis.stream().filter(eni -> eni.carries(address)).findFirst().orElse(null);
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
        pool.add(eni.id(), eni.portions(), new InitialState.Free());
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
