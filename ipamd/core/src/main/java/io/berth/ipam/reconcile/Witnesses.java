package io.berth.ipam.reconcile;

import io.berth.ipam.journal.JournalState;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Hears journal and kernel and comes to a [Recovery], whose comment has the rules. Used once.
final class Witnesses {

  private final JournalState journal;
  private final Collection<Eni> enis;
  private final List<PodLinkSeen> seen;
  private final long nowMillis;
  private final long coolingEndMillis;
  private final long doubtUntilMillis;
  private final int mtuBytes;
  private final long wallMillis;

  /// What the kernel routes, and which links and addresses it shows, by alias.
  private final Map<IpAddress, String> aliasByRoute = new HashMap<>();

  private final Map<String, Set<IpAddress>> routesByAlias = new HashMap<>();

  private final Map<IpAddress, Eni> carriers = new HashMap<>();
  private final List<Lease> leases = new ArrayList<>();
  private final List<Lease> unplaced = new ArrayList<>();
  private final List<Lease> ended = new ArrayList<>();
  private final List<Lease> rebuilt = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final Set<IpAddress> leased = new TreeSet<>();
  private final SortedMap<IpAddress, Long> coolUntil;
  private final List<PodLink> orphans = new ArrayList<>();
  private final List<PodLinkSeen> strays = new ArrayList<>();
  private final List<String> notes;

  Witnesses(
      JournalState journal,
      List<PodLinkSeen> seen,
      long coolingMillis,
      int mtuBytes,
      long nowMillis,
      long wallMillis) {
    this.journal = journal;
    this.enis = journal.enis().values();
    this.seen = seen;
    this.nowMillis = nowMillis;
    this.coolingEndMillis = nowMillis + coolingMillis;
    this.mtuBytes = mtuBytes;
    this.wallMillis = wallMillis;
    this.coolUntil = new TreeMap<>(journal.coolingUntilBootMillis());
    this.notes = new ArrayList<>(journal.contradictions());
    if (!journal.complete()) {
      doubtUntilMillis = nowMillis + Math.max(coolingMillis, Recovery.DOUBT_MILLIS);
    } else {
      doubtUntilMillis =
          journal.doubtUntilBootMillis() > nowMillis ? journal.doubtUntilBootMillis() : 0;
    }
    for (Eni eni : enis) {
      if (eni.managed()) {
        eni.portions().addresses().forEach(address -> carriers.putIfAbsent(address, eni));
      }
    }
    for (PodLinkSeen link : seen) {
      Set<IpAddress> routes = routesByAlias.computeIfAbsent(link.alias(), alias -> new HashSet<>());
      if (link.address() != null) {
        routes.add(link.address());
        aliasByRoute.put(link.address(), link.alias());
      }
    }
  }

  Recovery decide() {
    journal.released().keySet().forEach(address -> coolUntil.put(address, coolingEndMillis));
    for (Lease lease : journal.leases().values()) {
      String against = against(lease);
      if (against == null) {
        keep(lease);
      } else {
        ended.add(lease);
        coolUntil.put(lease.address(), coolingEndMillis);
        notes.add("lease of " + lease.address() + " for " + lease.key() + " has ended: " + against);
      }
    }
    for (PodLinkSeen link : seen) {
      if (!known.contains(link.alias()) && !isLeased(link.address())) {
        unexplained(link);
      }
    }
    return new Recovery(
        List.copyOf(enis),
        leases,
        unplaced,
        ended,
        rebuilt,
        coolUntil,
        doubtUntilMillis,
        orphans,
        strays,
        notes);
  }

  private boolean isLeased(@Nullable IpAddress address) {
    return address != null && leased.contains(address);
  }

  /// Why a lease of the journal does not stand; `null` when it does.
  private @Nullable String against(Lease lease) {
    String alias = PodLink.ALIAS_PREFIX + lease.key();
    String routedTo = aliasByRoute.get(lease.address());
    if (routedTo != null) {
      LeaseKey holder = PodLink.keyOf(routedTo);
      return holder == null || holder.equals(lease.key())
          ? null
          : "the kernel routes the address to the link of " + holder;
    }
    Set<IpAddress> routes = routesByAlias.get(alias);
    if (routes == null) {
      return "the kernel has neither its link nor its route";
    }
    return routes.isEmpty() ? null : "the kernel routes " + routes + " to its link";
  }

  /// A lease that stands; of the ENI that carries its address now.
  private void keep(Lease lease) {
    known.add(PodLink.ALIAS_PREFIX + lease.key());
    leased.add(lease.address());
    Eni eni = owner(lease.address());
    if (eni != null) {
      leases.add(lease.on(eni.id()));
    } else {
      unplaced.add(lease);
      notes.add(
          "lease of "
              + lease.address()
              + " for "
              + lease.key()
              + " stands, but no ENI that is known has the address; EC2 is asked");
    }
  }

  private void unexplained(PodLinkSeen link) {
    IpAddress address = link.address();
    LeaseKey key = PodLink.keyOf(link.alias());
    if (address == null) {
      strays.add(link);
      notes.add("link '" + link.hostLink() + "' has neither lease nor route; it is removed");
    } else if (key == null) {
      // A route of Berth's whose link has gone leads to nobody.
      coolUntil.put(
          address,
          link.hostLink().isEmpty() ? coolingEndMillis : nowMillis + Recovery.QUARANTINE_MILLIS);
      notes.add(
          address
              + " is routed to '"
              + link.hostLink()
              + "', which no lease explains; it is not used before a start finds the route gone");
    } else if (journal.complete()) {
      coolUntil.put(address, coolingEndMillis);
      notes.add("link '" + link.hostLink() + "' of " + key + " has no lease; it is removed");
      orphans.add(orphan(link, address, key));
    } else {
      Lease lease =
          new Lease(key, address, Recovery.UNKNOWN_ENI, PodName.NONE, link.hostLink(), wallMillis);
      Eni eni = owner(address);
      rebuilt.add(eni == null ? lease : lease.on(eni.id()));
      coolUntil.remove(address);
      notes.add(
          "lease of "
              + address
              + " for "
              + key
              + " is rebuilt from link '"
              + link.hostLink()
              + "'");
      keep(lease);
    }
  }

  private PodLink orphan(PodLinkSeen link, IpAddress address, LeaseKey key) {
    Eni eni = owner(address);
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

  /// The ENI whose addresses are in the pool and that carries this one.
  private @Nullable Eni owner(IpAddress address) {
    return carriers.get(address);
  }
}
