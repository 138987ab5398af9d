package io.berth.ipam.reconcile;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.link.EniLink;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.EniSeen;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.KernelOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The attached ENIs: brings up their links and puts their addresses into the pool when the link
/// stands. Owned by the control thread, except [#routeTable].
final class EniTable {

  /// First wait for a link that has not appeared; doubled each time up to the longest. A link shows
  /// seconds after the attach, 150 s at worst (seen with Cilium's operator, its issue 47570).
  private static final long FIRST_LINK_WAIT_MILLIS = 100;

  private static final long LONGEST_LINK_WAIT_MILLIS = 5_000;

  /// Between two attempts to write what the journal refused.
  private static final long WRITE_AGAIN_MILLIS = 1_000;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Mailbox mailbox;
  private final Map<EniId, EniRecord> records = new TreeMap<>();

  /// Written by the control thread before an ENI's addresses enter the pool, read by the lease
  /// thread after it claimed one of them; volatile, immutable.
  private volatile Map<EniId, Integer> routeTables = Map.of();

  /// ENIs given back lately.
  private final Departures<EniId> departures = new Departures<>();

  /// ENIs that are being attached; bounded by the instance's limit.
  private final TreeSet<EniId> expected = new TreeSet<>();

  /// Addresses that pods have, of ENIs that are not known yet; bounded by the node's links.
  private final TreeSet<IpAddress> unplaced = new TreeSet<>();

  private LongConsumer placed = handle -> {};

  /// ENIs whose departure the journal refused; bounded by what leaves while it does.
  private final TreeSet<EniId> unwrittenGone = new TreeSet<>();

  private long nextWriteMillis = Long.MIN_VALUE;
  private String lastProblem = "";

  EniTable(NodeParts parts, ControlSettings settings, Mailbox mailbox) {
    this.parts = parts;
    this.settings = settings;
    this.mailbox = mailbox;
  }

  Collection<EniRecord> records() {
    return records.values();
  }

  @Nullable EniRecord find(EniId eni) {
    return records.get(eni);
  }

  /// The route table of an ENI that is or was attached. Safe for any thread.
  int routeTable(EniId eni) {
    Integer table = routeTables.get(eni);
    if (table == null) {
      throw new IllegalStateException("no route table is known for " + eni);
    }
    return table;
  }

  /// Takes an ENI in; its addresses follow when its link stands.
  EniRecord add(Eni eni, long nowMillis) {
    EniRecord record = new EniRecord(eni, nowMillis);
    records.put(eni.id(), record);
    Map<EniId, Integer> tables = new TreeMap<>(routeTables);
    tables.put(eni.id(), eni.routeTable());
    routeTables = Map.copyOf(tables);
    remember(record);
    return record;
  }

  /// Pods have these addresses although no known ENI carries them. Each is leased the moment its
  /// ENI brings it into the pool.
  ///
  /// @param placed gets the handle, on the control thread
  void expectUsed(Collection<IpAddress> addresses, LongConsumer placed) {
    unplaced.addAll(addresses);
    this.placed = placed;
  }

  void remember(EniRecord record) {
    remember(record, failure -> {});
  }

  /// Writes an ENI down without the addresses that are on their way back to EC2: the next process
  /// must not hand out what EC2 may have taken when this one died.
  ///
  /// @param durable is told, on the control thread, `null` or why it is not written
  void remember(EniRecord record, Consumer<@Nullable String> durable) {
    Portions kept = record.eni.portions().minus(record.unassigning);
    parts
        .journal()
        .append(
            new JournalEvent.EniKnown(record.eni.withPortions(kept)),
            failure ->
                mailbox.post(() -> {
                  record.unwritten = failure != null;
                  durable.accept(failure);
                }));
  }

  /// Writes down that an ENI is about to leave: the next process must not use one that EC2 may have
  /// detached when this one died. If it is there after all, the next look at EC2 finds it.
  ///
  /// @param durable as for [#remember(EniRecord, Consumer)]
  void rememberLeaving(EniRecord record, Consumer<@Nullable String> durable) {
    parts
        .journal()
        .append(
            new JournalEvent.EniGone(record.eni.id()),
            failure ->
                mailbox.post(() -> {
                  record.unwritten = failure != null;
                  durable.accept(failure);
                }));
  }

  /// Forgets an ENI whose addresses have all left the pool. The journal forgets it last: an ENI
  /// that nobody remembers has no rules left.
  void remove(EniRecord record) {
    records.remove(record.eni.id());
    departures.add(record.eni.id(), parts.clock().bootMillis());
    parts.pool().removeEni(record.eni.id());
    removeRules(
        record,
        () -> {
          if (!records.containsKey(record.eni.id())) {
            writeGone(record.eni.id());
          }
        });
  }

  /// Removes what the kernel has of an ENI besides its link.
  ///
  /// @param then is run on the control thread, also when the kernel refused: the next ENI that gets
  ///   the table removes what is left
  void removeRules(EniRecord record, Runnable then) {
    if (record.eni.isPrimary()) {
      then.run();
      return;
    }
    EniLink link = EniLink.of(record.eni, settings.eniMtuBytes());
    parts.kernel().forgetEnis(List.of(link), outcome -> mailbox.post(then));
  }

  private void writeGone(EniId eni) {
    parts
        .journal()
        .append(
            new JournalEvent.EniGone(eni),
            failure ->
                mailbox.post(() -> {
                  if (failure != null) {
                    unwrittenGone.add(eni);
                  }
                }));
  }

  /// Repeats what the journal refused, once a second: after a failure it may hold either what was
  /// before or what was refused.
  void writeAgain(long nowMillis) {
    boolean due = nowMillis >= nextWriteMillis;
    if (!due
        || (unwrittenGone.isEmpty() && records.values().stream().noneMatch(r -> r.unwritten))) {
      return;
    }
    nextWriteMillis = nowMillis + WRITE_AGAIN_MILLIS;
    List<EniId> gone = unwrittenGone.stream().filter(eni -> !records.containsKey(eni)).toList();
    unwrittenGone.clear();
    gone.forEach(this::writeGone);
    records.values().stream()
        .filter(record -> record.unwritten && !record.removing)
        .forEach(this::remember);
  }

  /// When to repeat what the journal refused, or [Long#MAX_VALUE].
  long nextWriteMillis() {
    boolean unwritten =
        !unwrittenGone.isEmpty()
            || records.values().stream().anyMatch(record -> record.unwritten && !record.removing);
    return unwritten ? nextWriteMillis : Long.MAX_VALUE;
  }

  /// An attach is under way: the answer to that takes the ENI in, not a look that shows it sooner.
  void expect(EniId eni) {
    expected.add(eni);
  }

  void expectNoLonger(EniId eni) {
    expected.remove(eni);
  }

  /// Whether a look that shows an unknown ENI has found one to take in.
  ///
  /// @param settledMillis what was given back before that moment is not shown any more
  boolean isNew(EniId eni, long settledMillis) {
    return !expected.contains(eni) && !departures.since(eni, settledMillis);
  }

  /// Notes what a look at EC2 tells besides addresses.
  ///
  /// @param settledMillis what was changed before shows in the look
  void learnTraits(List<EniSeen> seen, long settledMillis) {
    for (EniSeen each : seen) {
      EniRecord record = find(each.eni().id());
      EniTraits traits = each.traits();
      if (record != null && traits != null) {
        record.described(traits, settledMillis);
      }
    }
  }

  /// What EC2 told of the primary ENI; `null` after a restart until EC2 has answered.
  @Nullable EniTraits primaryTraits() {
    return records.values().stream()
        .filter(record -> record.eni.isPrimary())
        .findFirst()
        .map(EniRecord::traits)
        .orElse(null);
  }

  private static boolean needsLink(EniRecord record) {
    return record.eni.managed()
        && (!record.linkReady || record.linkUnproven)
        && !record.linkPending
        && !record.removing
        && !record.vanished;
  }

  /// Sets up the links that are due.
  void bringUpLinks(long nowMillis) {
    List<EniRecord> due =
        records.values().stream()
            .filter(EniTable::needsLink)
            .filter(r -> r.linkRetryMillis <= nowMillis)
            .toList();
    if (due.isEmpty()) {
      return;
    }
    due.forEach(record -> record.linkPending = true);
    List<EniLink> links =
        due.stream().map(record -> EniLink.of(record.eni, settings.eniMtuBytes())).toList();
    parts.kernel().applyEnis(links, outcome -> mailbox.post(() -> linksApplied(due, outcome)));
  }

  private void linksApplied(List<EniRecord> applied, KernelOutcome outcome) {
    long now = parts.clock().bootMillis();
    for (EniRecord record : applied) {
      record.linkPending = false;
      if (outcome instanceof KernelOutcome.EnisApplied done
          && !done.missing().contains(record.eni.id())) {
        record.linkReady = true;
        record.linkUnproven = false;
        introduce(record, record.eni.portions(), record.usableMillis);
      } else {
        long wait = FIRST_LINK_WAIT_MILLIS << Math.min(record.linkAttempts++, 10);
        record.linkRetryMillis = now + Math.min(wait, LONGEST_LINK_WAIT_MILLIS);
      }
    }
    lastProblem =
        switch (outcome) {
          case KernelOutcome.EnisApplied done -> String.join("; ", done.problems());
          case KernelOutcome.Failed failed -> failed.text();
          case KernelOutcome.Attached _, KernelOutcome.Done _, KernelOutcome.State _ ->
              throw new IllegalStateException("applyEnis answered " + outcome);
        };
  }

  /// Puts addresses into the pool, once the ENI's link stands; until then the link's completion
  /// does.
  ///
  /// @param usableMillis from when on they may be leased
  void introduce(EniRecord record, Portions portions, long usableMillis) {
    if (record.linkReady && !record.removing) {
      long now = parts.clock().bootMillis();
      List<IpAddress> used =
          unplaced.isEmpty()
              ? List.of()
              : portions.addresses().stream().filter(unplaced::contains).toList();
      // Not free for a moment: a claim could be faster than the lease.
      long from = used.isEmpty() ? usableMillis : Math.max(usableMillis, coolingEnd(now));
      InitialState state = from <= now ? new InitialState.Free() : new InitialState.Cooling(from);
      parts.pool().add(record.eni.id(), portions, state);
      used.forEach(this::place);
      if (record.draining) {
        parts.pool().drain(record.eni.id());
      }
    }
  }

  private long coolingEnd(long nowMillis) {
    return nowMillis + Math.max(settings.coolingMillis(), 1);
  }

  private void place(IpAddress address) {
    long handle = parts.pool().claimExact(address);
    if (handle == AddressPool.NONE) {
      throw new IllegalStateException(address + " arrived in the pool and cannot be leased");
    }
    unplaced.remove(address);
    placed.accept(handle);
  }

  /// Begins or ends the emptying of an ENI.
  ///
  /// @return why not, for a person; `null` when it was done
  @Nullable String drain(EniId eni, boolean draining) {
    EniRecord record = records.get(eni);
    if (record == null) {
      return eni + " is not attached to this instance; `berthctl pool` lists the ENIs that are";
    }
    if (!record.eni.managed()) {
      return eni + " is not managed by Berth, so no pod has an address of it";
    }
    if (record.removing) {
      return eni + " is being given back to EC2 already";
    }
    record.draining = draining;
    if (draining) {
      parts.pool().drain(eni);
    } else {
      parts.pool().undrain(eni, record.unassigning.addresses());
    }
    return null;
  }

  /// When the next link is to be tried, or [Long#MAX_VALUE].
  long nextLinkMillis() {
    return records.values().stream()
        .filter(EniTable::needsLink)
        .mapToLong(r -> r.linkRetryMillis)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /// What the kernel last said was wrong with an ENI's link; empty when nothing.
  String lastProblem() {
    return lastProblem;
  }

  /// The lowest device index above the primary's that no ENI of the default card has, whoever
  /// manages it. Indexes of other cards are apart.
  int freeDeviceIndex(Collection<Integer> reserved) {
    TreeSet<Integer> used = new TreeSet<>(reserved);
    for (EniRecord record : records.values()) {
      if (record.eni.cardIndex() == 0) {
        used.add(record.eni.deviceIndex());
      }
    }
    int index = 1;
    while (used.contains(index)) {
      index++;
    }
    return index;
  }
}
