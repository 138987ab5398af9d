package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Compares what the node believes with what EC2 says, at start, from time to time and whenever an
/// answer was lost. Owned by the control thread.
///
/// Nothing destructive follows from one look: EC2's descriptions lag behind its changes, so an
/// address or ENI has to be missing in two looks in a row, both begun after our last change.
final class Audit {

  /// Looks in a row that must agree before something is given up.
  private static final int LOOKS_TO_BELIEVE = 2;

  /// An ENI that was just attached does not show as attached for a while.
  private static final long YOUNG_MILLIS = 60_000;

  /// Soon enough for the second look, long enough for a lagging description to catch up.
  private static final long SECOND_LOOK_MILLIS = 5_000;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final EniTable enis;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Map<IpAddress, Integer> missing = new TreeMap<>();
  private boolean running;
  private boolean wanted = true;
  private boolean succeeded;
  private long dueMillis = Long.MIN_VALUE;

  /// The budget does not allow a look that is due before.
  private long heldUntilMillis = Long.MIN_VALUE;

  Audit(
      NodeParts parts,
      ControlSettings settings,
      Calls calls,
      EniTable enis,
      RandomGenerator random) {
    this.parts = parts;
    this.settings = settings;
    this.calls = calls;
    this.enis = enis;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  /// Something is suspicious: look as soon as possible.
  void request() {
    wanted = true;
  }

  /// Whether EC2 has answered since the start.
  boolean succeededOnce() {
    return succeeded;
  }

  Backoff backoff() {
    return backoff;
  }

  void runIfDue(long nowMillis) {
    heldUntilMillis = Long.MIN_VALUE;
    if (running || backoff.blocks(nowMillis) || (!wanted && nowMillis < dueMillis)) {
      return;
    }
    CallPriority priority = wanted ? CallPriority.WAITING : CallPriority.AUDITING;
    heldUntilMillis = calls.readyMillis(CloudAction.DESCRIBE, priority, nowMillis);
    if (heldUntilMillis > nowMillis) {
      return;
    }
    running = true;
    wanted = false;
    calls.submit(
        new CloudRequest.DescribeEnis(parts.identity().instance()),
        priority,
        outcome -> described(nowMillis, outcome));
  }

  /// When it has to run next, or [Long#MAX_VALUE] while it is running.
  long nextMillis() {
    if (running) {
      return Long.MAX_VALUE;
    }
    long due = Math.max(wanted ? Long.MIN_VALUE : dueMillis, backoff.untilMillis());
    return Math.max(due, heldUntilMillis);
  }

  private void described(long startedMillis, CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    running = false;
    switch (outcome) {
      case CloudOutcome.Enis seen -> {
        backoff.succeeded();
        succeeded = true;
        boolean doubt = fold(seen.enis(), startedMillis, now);
        long wait = settings.auditMillis();
        dueMillis = now + (doubt ? SECOND_LOOK_MILLIS : wait / 2 + random.nextLong(wait / 2 + 1));
      }
      case CloudOutcome.Failed failed -> {
        wanted = true;
        backoff.failed(failed.failure(), now);
      }
      case CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Created _,
          CloudOutcome.Attached _,
          CloudOutcome.Done _ ->
          throw new IllegalStateException("DescribeEnis answered " + outcome);
    }
  }

  /// @return whether something is missing and a second look is needed soon
  private boolean fold(List<Eni> seen, long startedMillis, long nowMillis) {
    boolean doubt = false;
    Map<String, Eni> byId = new TreeMap<>();
    for (Eni eni : seen) {
      byId.put(eni.id().value(), eni);
      EniRecord record = enis.find(eni.id());
      if (record == null) {
        // Nobody knows who used its addresses last, so they cool first.
        enis.add(eni, nowMillis).usableMillis = nowMillis + settings.coolingMillis();
      } else {
        doubt |= compare(record, eni, startedMillis, nowMillis);
      }
    }
    for (EniRecord record : List.copyOf(enis.records())) {
      if (!byId.containsKey(record.eni.id().value())) {
        doubt |= notSeen(record, startedMillis, nowMillis);
      }
    }
    return doubt;
  }

  private boolean compare(EniRecord record, Eni eni, long startedMillis, long nowMillis) {
    record.missing = 0;
    if (record.removing
        || record.assigning.total() > record.uncertain.total()
        || startedMillis <= record.changedMillis
        || (!record.unassigning.isEmpty() && !record.suspect)) {
      return record.suspect;
    }
    Portions gained = eni.portions().minus(record.eni.portions());
    if (!gained.isEmpty()) {
      record.add(gained, nowMillis);
      enis.remember(record);
      // Nobody knows who used them last.
      record.usableMillis = nowMillis + settings.coolingMillis();
      enis.introduce(record, gained, record.usableMillis);
    }
    settleRetiring(record, record.eni.portions().minus(eni.portions()), nowMillis);
    boolean doubt = lose(record, record.eni.portions().minus(eni.portions()), nowMillis);
    record.assigning.subtract(record.uncertain);
    record.uncertain.clear();
    record.suspect = false;
    return doubt;
  }

  /// Ends the uncertainty about what was given back without an answer.
  private void settleRetiring(EniRecord record, Portions lacking, long nowMillis) {
    if (record.unassigning.isEmpty()) {
      return;
    }
    Portions stayed = record.unassigning.minus(lacking);
    Portions gone = record.unassigning.minus(stayed);
    gone.addresses().forEach(parts.pool()::vacate);
    stayed.addresses().forEach(parts.pool()::unretire);
    record.unassigning = Portions.NONE;
    record.drop(gone, nowMillis);
    enis.remember(record);
  }

  /// Gives up what EC2 lacks for the second time. What pods have of it stays, marked as lost.
  ///
  /// @return whether something is missing for the first time
  private boolean lose(EniRecord record, Portions lacking, long nowMillis) {
    Portions there = record.eni.portions().minus(lacking);
    missing.keySet().removeIf(there::contains);
    boolean doubt = false;
    List<IpAddress> goneSingles = new ArrayList<>();
    for (IpAddress address : lacking.singles()) {
      if (missing.merge(address, 1, Integer::sum) < LOOKS_TO_BELIEVE) {
        doubt = true;
      } else if (giveUp(address)) {
        goneSingles.add(address);
        missing.remove(address);
      }
    }
    List<Cidr> gonePrefixes = new ArrayList<>();
    for (Cidr prefix : lacking.prefixes()) {
      if (missing.merge(prefix.network(), 1, Integer::sum) < LOOKS_TO_BELIEVE) {
        doubt = true;
      } else if (giveUp(Portions.ofPrefixes(List.of(prefix)))) {
        gonePrefixes.add(prefix);
        missing.remove(prefix.network());
      }
    }
    drop(record, new Portions(goneSingles, gonePrefixes), nowMillis);
    return doubt;
  }

  /// @return whether nothing of it is left in the pool
  private boolean giveUp(Portions portions) {
    boolean allGone = true;
    for (IpAddress address : portions.addresses()) {
      allGone &= giveUp(address);
    }
    return allGone;
  }

  private boolean giveUp(IpAddress address) {
    if (parts.pool().retire(address)) {
      parts.pool().vacate(address);
    } else {
      parts.pool().markLost(address, true);
    }
    return !parts.pool().has(address);
  }

  private void drop(EniRecord record, Portions gone, long nowMillis) {
    if (!gone.isEmpty()) {
      record.drop(gone, nowMillis);
      enis.remember(record);
    }
  }

  private boolean notSeen(EniRecord record, long startedMillis, long nowMillis) {
    boolean young = nowMillis - record.sinceMillis < YOUNG_MILLIS;
    if (record.removing || young || startedMillis <= record.changedMillis) {
      return false;
    }
    record.missing++;
    if (record.missing < LOOKS_TO_BELIEVE) {
      return true;
    }
    if (!record.eni.managed()) {
      enis.remove(record);
      return false;
    }
    boolean allFree = giveUp(record.eni.portions());
    if (allFree) {
      enis.remove(record);
    }
    return false;
  }
}
