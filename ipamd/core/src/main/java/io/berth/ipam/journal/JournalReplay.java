package io.berth.ipam.journal;

import io.berth.ipam.journal.JournalEvent.Clean;
import io.berth.ipam.journal.JournalEvent.Damaged;
import io.berth.ipam.journal.JournalEvent.EniGone;
import io.berth.ipam.journal.JournalEvent.EniKnown;
import io.berth.ipam.journal.JournalEvent.Identified;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.LimitsKnown;
import io.berth.ipam.journal.JournalEvent.Recovered;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds events up to a [JournalState], one by one. Any order of events is accepted: one that does
/// not fit is told in [JournalState#contradictions()] and resolved so that no address is leased
/// twice. Not safe for several threads.
public final class JournalReplay {

  /// Client tokens that are remembered. Every token older than these has long been answered: a node
  /// has at most 24 ENIs on its card, so it cannot have more creations open at once.
  public static final int MAX_TOKENS = 64;

  /// Contradictions that are told; after so many the journal is hardly better understood by more.
  private static final int MAX_CONTRADICTIONS = 20;

  private final SortedMap<LeaseKey, Lease> leases = new TreeMap<>();
  private final SortedMap<IpAddress, LeaseKey> holders = new TreeMap<>();
  private final SortedMap<IpAddress, LeaseKey> released = new TreeMap<>();
  private final SortedMap<IpAddress, Long> cooling = new TreeMap<>();
  private final SortedMap<EniId, Eni> enis = new TreeMap<>();
  private final ArrayDeque<String> tokens = new ArrayDeque<>();
  private final List<String> contradictions = new ArrayList<>();
  private @Nullable NodeIdentity identity;
  private @Nullable InstanceLimits limits;
  private boolean complete = true;
  private long doubtUntilBootMillis;

  /// The latest deadline that each address ever had, also those that were leased since. Deadlines
  /// only grow, so an earlier one that comes later is a repetition and must not shorten the
  /// cooling.
  private final Map<IpAddress, Long> latest = new HashMap<>();

  /// Starts from nothing.
  public JournalReplay() {}

  /// What these events add up to.
  public static JournalState replay(List<JournalEvent> events) {
    JournalReplay replay = new JournalReplay();
    events.forEach(replay::apply);
    return replay.state();
  }

  /// Adds one event.
  public void apply(JournalEvent event) {
    switch (event) {
      case Leased(Lease lease) -> leased(lease);
      case Released(LeaseKey key, IpAddress address) -> released(key, address);
      case Clean(IpAddress address, long until) -> clean(address, until);
      case Identified(NodeIdentity learnt) -> identity = learnt;
      case LimitsKnown(InstanceLimits learnt) -> limits = learnt;
      case EniKnown(Eni eni) -> enis.put(eni.id(), eni);
      case EniGone(EniId eni) -> enis.remove(eni);
      case TokenUsed(String token) -> tokenUsed(token);
      case Damaged() -> complete = false;
      case Recovered(long until) -> recovered(until);
    }
  }

  /// Forgets the deadlines of cooling that have passed.
  public void forgetCooled(long nowBootMillis) {
    cooling.values().removeIf(until -> until <= nowBootMillis);
    latest.values().removeIf(until -> until <= nowBootMillis);
    if (doubtUntilBootMillis <= nowBootMillis) {
      doubtUntilBootMillis = 0;
    }
  }

  /// How many leases stand.
  public int leases() {
    return leases.size();
  }

  /// Whether this lease stands.
  public boolean holds(LeaseKey key, IpAddress address) {
    return key.equals(holders.get(address));
  }

  /// All that was added so far.
  public JournalState state() {
    return new JournalState(
        leases,
        released,
        cooling,
        enis,
        identity,
        limits,
        List.copyOf(tokens),
        complete,
        doubtUntilBootMillis,
        contradictions);
  }

  private void leased(Lease lease) {
    LeaseKey holder = holders.put(lease.address(), lease.key());
    if (holder != null && !holder.equals(lease.key())) {
      contradiction(
          lease.address() + " was leased to " + lease.key() + " while " + holder + " had it");
      leases.remove(holder);
    }
    Lease before = leases.put(lease.key(), lease);
    if (before != null && !before.address().equals(lease.address())) {
      contradiction(lease.key() + " got " + lease.address() + " while it had " + before.address());
      holders.remove(before.address());
      released.put(before.address(), before.key());
    }
    released.remove(lease.address());
    cooling.remove(lease.address());
  }

  private void released(LeaseKey key, IpAddress address) {
    LeaseKey holder = holders.get(address);
    if (holder != null && !holder.equals(key)) {
      contradiction(address + " was released by " + key + " while " + holder + " had it");
      return;
    }
    if (holder != null) {
      holders.remove(address);
      leases.remove(key);
    }
    cooling.remove(address);
    released.put(address, key);
  }

  private void clean(IpAddress address, long coolUntilBootMillis) {
    LeaseKey holder = holders.get(address);
    if (holder != null) {
      contradiction(address + " was called clean while " + holder + " had it");
      return;
    }
    released.remove(address);
    cooling.put(address, latest.merge(address, coolUntilBootMillis, Math::max));
  }

  private void tokenUsed(String token) {
    tokens.remove(token);
    tokens.addLast(token);
    if (tokens.size() > MAX_TOKENS) {
      tokens.removeFirst();
    }
  }

  private void recovered(long until) {
    complete = true;
    doubtUntilBootMillis = Math.max(doubtUntilBootMillis, until);
  }

  private void contradiction(String sentence) {
    if (contradictions.size() < MAX_CONTRADICTIONS) {
      contradictions.add(sentence);
    }
  }
}
