package io.berth.ipam.journal;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the events of a journal add up to. Immutable.
///
/// @param leases by key; no address twice
/// @param released addresses whose lease has ended but of which something may be left in the
///   kernel, with the key they had; never leased or cooling at the same time
/// @param coolingUntilBootMillis addresses that cool, with their deadline on the boot clock
/// @param enis as last learnt
/// @param identity of the node as last learnt; `null` when never learnt
/// @param limits of the instance's type as EC2 said; `null` when it was never asked
/// @param tokens client tokens that may have created an ENI, oldest first; the latest
///   [JournalReplay#MAX_TOKENS] at most
/// @param complete false when events may be missing, because a file was damaged and nobody has
///   looked for them in the kernel yet
/// @param doubtUntilBootMillis until when addresses without a record may not be leased, on the boot
///   clock, because a journal was damaged; 0 when they may
/// @param contradictions one sentence for each event that did not fit those before it; empty unless
///   there is a defect
public record JournalState(
    SortedMap<LeaseKey, Lease> leases,
    SortedMap<IpAddress, LeaseKey> released,
    SortedMap<IpAddress, Long> coolingUntilBootMillis,
    SortedMap<EniId, Eni> enis,
    @Nullable NodeIdentity identity,
    @Nullable InstanceLimits limits,
    List<String> tokens,
    boolean complete,
    long doubtUntilBootMillis,
    List<String> contradictions) {

  /// What a new journal holds.
  public static final JournalState EMPTY =
      new JournalState(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          null,
          null,
          List.of(),
          true,
          0,
          List.of());

  public JournalState {
    leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
    released = Collections.unmodifiableSortedMap(new TreeMap<>(released));
    coolingUntilBootMillis =
        Collections.unmodifiableSortedMap(new TreeMap<>(coolingUntilBootMillis));
    enis = Collections.unmodifiableSortedMap(new TreeMap<>(enis));
    tokens = List.copyOf(tokens);
    contradictions = List.copyOf(contradictions);
  }

  /// A short list of events that adds up to this state, without its contradictions.
  public List<JournalEvent> toEvents() {
    List<JournalEvent> events = new ArrayList<>();
    if (identity != null) {
      events.add(new JournalEvent.Identified(identity));
    }
    if (limits != null) {
      events.add(new JournalEvent.LimitsKnown(limits));
    }
    enis.values().forEach(eni -> events.add(new JournalEvent.EniKnown(eni)));
    tokens.forEach(token -> events.add(new JournalEvent.TokenUsed(token)));
    leases.values().forEach(lease -> events.add(new JournalEvent.Leased(lease)));
    released.forEach((address, key) -> events.add(new JournalEvent.Released(key, address)));
    coolingUntilBootMillis.forEach(
        (address, until) -> events.add(new JournalEvent.Clean(address, until)));
    // Last, because a release that does not know these kinds reads no further.
    if (doubtUntilBootMillis > 0) {
      events.add(new JournalEvent.Recovered(doubtUntilBootMillis));
    }
    if (!complete) {
      events.add(new JournalEvent.Damaged());
    }
    return events;
  }
}
