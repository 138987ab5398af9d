package io.berth.ipamd.incumbent;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.link.HostLinkNames;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.reconcile.Recovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decides which entries of the incumbent's file become leases. Used once.
///
/// The file alone proves nothing: it may be older than what happened since. An entry counts if the
/// kernel has its pod's link, which is found by its name, or without a pod's name by the route to
/// the address. Which ENI carries the address is found later, as for every lease. An address that
/// the kernel uses and that nobody is given here stays among the seen routes, and so is not used at
/// all.
final class AdoptionPlan {

  /// Entries without a pod that are told one by one.
  private static final int MAX_TOLD = 20;

  private final JournalState journal;
  private final boolean fresh;
  private final int mtu;
  private final Map<IpAddress, PodLinkSeen> routes = new TreeMap<>();
  private final Map<String, PodLinkSeen> links = new TreeMap<>();
  private final Map<IpAddress, List<Found>> found = new TreeMap<>();
  private final List<Allocation> gone = new ArrayList<>();
  private final List<PodLinkSeen> seen;
  private final List<JournalEvent> events = new ArrayList<>();
  private final List<PodLink> adopted = new ArrayList<>();
  private final List<PodLink> leftovers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private record Found(LeaseKey key, PodName pod, long leasedAtMillis, PodLinkSeen link) {}

  /// @param fresh whether Berth has not served on this node since it booted
  /// @param seen every pod link and route that the kernel has
  /// @param veths every link that can be a pod's, by name and alias
  /// @param mtu of pods' links in bytes
  AdoptionPlan(
      JournalState journal,
      boolean fresh,
      List<PodLinkSeen> seen,
      Collection<PodLinkSeen> veths,
      int mtu) {
    this.journal = journal;
    this.fresh = fresh;
    this.mtu = mtu;
    this.seen = new ArrayList<>(seen);
    for (PodLinkSeen route : seen) {
      if (route.address() != null) {
        routes.put(route.address(), route);
      }
    }
    veths.forEach(link -> links.put(link.hostLink(), link));
  }

  Adoption decide(List<Allocation> allocations) {
    allocations.forEach(this::place);
    found.forEach(this::take);
    if (fresh) {
      gone.forEach(this::clean);
      if (gone.size() > MAX_TOLD) {
        notes.add((gone.size() - MAX_TOLD) + " further entries are of pods that have ended");
      }
    }
    return new Adoption(events, adopted, leftovers, seen, notes);
  }

  private void place(Allocation allocation) {
    IpAddress address = allocation.ipv4();
    if (address == null) {
      notes.add(
          "the entry of container %s has IPv6 address %s only, which Berth does not serve; its pod"
                  .formatted(allocation.containerId(), allocation.ipv6())
              + " keeps it and is not taken over");
      return;
    }
    PodLinkSeen link = linkOf(allocation, address);
    LeaseKey key =
        new LeaseKey(
            AdoptedNetwork.of(allocation.network()),
            allocation.containerId(),
            allocation.interfaceName());
    if (link != null && link.alias().startsWith(PodLink.ALIAS_PREFIX)) {
      // A link that Berth made or took over before; the name alone may be that of a later sandbox.
      LeaseKey named = PodLink.keyOf(link.alias());
      if (named == null || !named.containerId().equals(key.containerId())) {
        link = null;
      } else {
        key = named;
      }
    }
    if (link == null) {
      gone.add(allocation);
    } else if (!isKnown(key, address)) {
      found
          .computeIfAbsent(address, first -> new ArrayList<>())
          .add(
              new Found(
                  key,
                  allocation.pod().isPresent() ? allocation.pod() : PodName.NONE,
                  TimeUnit.NANOSECONDS.toMillis(allocation.allocatedAtNanos()),
                  link));
    }
  }

  /// The incumbent hashes `namespace.podname`; its prefix may have been another.
  private @Nullable PodLinkSeen linkOf(Allocation allocation, IpAddress address) {
    PodLinkSeen route = routes.get(address);
    if (!allocation.pod().isPresent()) {
      return route == null ? null : links.get(route.hostLink());
    }
    LeaseKey ofHash = new LeaseKey(allocation.network(), allocation.containerId(), "eth0");
    String hash = HostLinkNames.name("", allocation.pod(), ofHash);
    return links.values().stream()
        .filter(link -> link.hostLink().endsWith(hash))
        .findFirst()
        .orElse(null);
  }

  private boolean isKnown(LeaseKey key, IpAddress address) {
    return journal.leases().values().stream()
        .anyMatch(lease ->
            lease.key().containerId().equals(key.containerId()) && lease.address().equals(address));
  }

  private void take(IpAddress address, List<Found> claimants) {
    Found first = claimants.getFirst();
    String who = "address %s of %s in the incumbent's file".formatted(address, names(claimants));
    PodLinkSeen route = routes.get(address);
    Lease against = contradictedBy(first, address);
    if (claimants.size() > 1) {
      quarantine(address, first.link());
      notes.add(
          who
              + " occurs %d times; nobody is given it, and it is not used"
                  .formatted(claimants.size()));
    } else if (route != null && !route.hostLink().equals(first.link().hostLink())) {
      notes.add(
          who
              + " is routed to '%s', not to '%s'; it is not taken over"
                  .formatted(route.hostLink(), first.link().hostLink()));
    } else if (against != null) {
      quarantine(address, first.link());
      notes.add(
          who
              + " contradicts the lease of %s for %s, which stands"
                  .formatted(against.address(), against.key()));
    } else {
      adopt(address, first);
    }
  }

  /// A lease that cannot be true together with the entry and whose link the kernel has, or `null`.
  private @Nullable Lease contradictedBy(Found claimant, IpAddress address) {
    for (Lease lease : journal.leases().values()) {
      boolean sameSandbox =
          lease.key().containerId().equals(claimant.key().containerId())
              && lease.key().interfaceName().equals(claimant.key().interfaceName());
      boolean linked =
          links.values().stream()
              .anyMatch(link -> link.alias().equals(PodLink.ALIAS_PREFIX + lease.key()));
      if (sameSandbox || (lease.address().equals(address) && linked)) {
        return lease;
      }
    }
    return null;
  }

  private void adopt(IpAddress address, Found claimant) {
    String hostLink = claimant.link().hostLink();
    Lease lease =
        new Lease(
            claimant.key(),
            address,
            Recovery.UNKNOWN_ENI,
            claimant.pod(),
            hostLink,
            claimant.leasedAtMillis());
    journal.leases().values().stream()
        .filter(before -> before.address().equals(address))
        .forEach(before -> {
          events.add(new JournalEvent.Released(before.key(), address));
          notes.add(
              "lease of %s for %s has ended: the incumbent gave the address to %s since"
                  .formatted(address, before.key(), lease.key()));
        });
    events.add(new JournalEvent.Leased(lease));
    PodLink link = PodLink.of(lease, PodLink.MAIN_TABLE, mtu);
    adopted.add(link);
    seen.removeIf(there -> there.hostLink().equals(hostLink));
    seen.add(new PodLinkSeen(routes.containsKey(address) ? address : null, hostLink, link.alias()));
  }

  /// Keeps an address among those that the kernel uses, also when no route says so.
  private void quarantine(IpAddress address, PodLinkSeen link) {
    if (!routes.containsKey(address)) {
      seen.add(new PodLinkSeen(address, link.hostLink(), ""));
    }
  }

  /// The incumbent's own deletion may have been lost: its rules would send a later pod's packets
  /// the wrong way.
  private void clean(Allocation ended) {
    IpAddress address = ended.ipv4();
    if (address == null || routes.containsKey(address) || found.containsKey(address)) {
      return;
    }
    LeaseKey key =
        new LeaseKey(
            AdoptedNetwork.of(ended.network()), ended.containerId(), ended.interfaceName());
    if (leftovers.size() < MAX_TOLD) {
      notes.add(
          "the entry of %s for %s is dropped: its pod's link is gone"
              .formatted(address, ended.pod()));
    }
    events.add(new JournalEvent.Released(key, address));
    leftovers.add(
        new PodLink(
            key,
            address,
            HostLinkNames.name("eni", ended.pod(), key),
            key.interfaceName(),
            PodLink.ALIAS_PREFIX + key,
            PodLink.GATEWAY_IPV4,
            PodLink.MAIN_TABLE,
            mtu));
  }

  private static String names(List<Found> claimants) {
    return String.join(
        ", ", claimants.stream().map(claimant -> claimant.key().toString()).toList());
  }
}
