package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Compares what the node believes with what EC2 says, at start, from time to time and whenever an
/// answer was lost. Owned by the control thread.
///
/// EC2's descriptions lag behind its changes, so:
///
/// - what an answer lacks counts only if its look began so long after our last change of that ENI
///   that it must show (the lag allowance of the settings), and only when a second look, begun some
///   time later, lacks it too;
/// - what an answer shows is taken in, unless we gave it back within the allowance;
/// - a free address that is gone leaves the pool. One that a pod has, or that cools, is marked
///   lost: it stays with its pod, is told of in the status and is never handed out again.
final class Audit {

  /// The next look when something could not be told, such as a call in flight on the ENI.
  private static final long SOON_MILLIS = 5_000;

  private static final CloudFailure NO_PRIMARY =
      new CloudFailure(
          CloudFailure.Kind.UNAVAILABLE,
          "NoPrimaryEni",
          "the answer to DescribeNetworkInterfaces does not show the instance's primary ENI");

  /// A portion that an ENI lacks, by its first address. EC2 may give an address that somebody took
  /// from one ENI to another of the node, so the address alone is no name.
  private record Lacking(EniId eni, IpAddress first) {}

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final EniTable enis;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Absences<Lacking> missing = new Absences<>();
  private final Absences<EniId> absentEnis = new Absences<>();

  /// Addresses that pods have or that cool, and that are gone, with the beginning of the look that
  /// said so. Bounded by the pool.
  private final Map<IpAddress, Long> lost = new TreeMap<>();

  /// A look that begins earlier may show what an earlier process has given back.
  private long newIsTrueMillis = Long.MIN_VALUE;

  private boolean running;
  private boolean wanted = true;
  private boolean succeeded;
  private long dueMillis = Long.MIN_VALUE;

  /// When the last look that was answered began.
  private long lookedMillis = Long.MIN_VALUE;

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

  /// When the last look that was answered began, or [Long#MIN_VALUE].
  long lookedMillis() {
    return lookedMillis;
  }

  /// Addresses that pods have or that cool, and that EC2 no longer has; in order.
  List<IpAddress> lost() {
    lost.keySet().removeIf(address -> !parts.pool().has(address));
    return List.copyOf(lost.keySet());
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
      case CloudOutcome.Enis seen when seen.withoutTraits().stream().noneMatch(Eni::isPrimary) -> {
        // An instance always has its primary ENI, so this answer is about something else.
        wanted = true;
        backoff.failed(NO_PRIMARY, now);
      }
      case CloudOutcome.Enis seen -> {
        backoff.succeeded();
        succeeded = true;
        lookedMillis = startedMillis;
        long wait = settings.auditMillis();
        dueMillis = now + wait / 2 + random.nextLong(wait / 2 + 1);
        fold(seen.withoutTraits(), startedMillis, now);
        enis.learnTraits(seen.enis(), startedMillis - settings.lagMillis());
      }
      case CloudOutcome.Failed failed -> {
        wanted = true;
        backoff.failed(failed.failure(), now);
      }
      case CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Created _,
          CloudOutcome.Attached _,
          CloudOutcome.Done _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("DescribeEnis answered " + outcome);
    }
  }

  /// An earlier process may have given addresses back just before it died. A look that may be older
  /// still shows them; they are not taken for new ones.
  void restored(long nowMillis) {
    newIsTrueMillis = nowMillis + settings.lagMillis();
  }

  private void lookAgainIn(long millis, long nowMillis) {
    dueMillis = Math.min(dueMillis, nowMillis + millis);
  }

  private void fold(List<Eni> seen, long startedMillis, long nowMillis) {
    Set<EniId> shown = new HashSet<>();
    for (Eni eni : seen) {
      shown.add(eni.id());
      EniRecord record = enis.find(eni.id());
      if (record != null) {
        absentEnis.forget(eni.id());
        compare(record, eni, startedMillis, nowMillis);
      } else if (enis.isNew(eni.id(), startedMillis - settings.lagMillis())) {
        // Nobody knows who used its addresses last, so they cool first.
        enis.add(eni, nowMillis).usableMillis = nowMillis + settings.coolingMillis();
      }
    }
    for (EniRecord record : List.copyOf(enis.records())) {
      if (!shown.contains(record.eni.id())) {
        notShown(record, startedMillis, nowMillis);
      }
    }
  }

  private void compare(EniRecord record, Eni eni, long startedMillis, long nowMillis) {
    if (record.removing) {
      return;
    }
    if (record.vanished) {
      record.vanished = false;
      enis.drain(record.eni.id(), false);
    }
    if (record.assigning.total() > record.uncertain.total()
        || startedMillis < record.changedMillis
        || (!record.unassigning.isEmpty() && !record.suspect)) {
      if (record.suspect) {
        lookAgainIn(SOON_MILLIS, nowMillis);
      }
      return;
    }
    boolean settled = startedMillis >= record.changedMillis + settings.lagMillis();
    boolean all = takeIn(record, eni, startedMillis, nowMillis);
    settleRetiring(record, eni, settled, nowMillis);
    Portions lacking = record.eni.portions().minus(eni.portions()).minus(record.unassigning);
    Portions there = record.eni.portions().minus(lacking);
    missing.forgetIf(each -> each.eni().equals(eni.id()) && there.contains(each.first()));
    if (settled) {
      lose(record, lacking, startedMillis, nowMillis);
    } else if (!lacking.isEmpty()) {
      lookAgainIn(settings.lagMillis(), nowMillis);
    }
    if (all) {
      record.assigning.subtract(record.uncertain);
      record.uncertain.clear();
    }
    record.suspect = !record.unassigning.isEmpty();
  }

  /// Takes in what is shown: addresses unknown here, and the return of some that were lost.
  ///
  /// @return whether no later look has to say more of them
  private boolean takeIn(EniRecord record, Eni eni, long startedMillis, long nowMillis) {
    List.copyOf(lost.keySet()).stream()
        .filter(address -> record.eni.carries(address) && eni.carries(address))
        .forEach(address -> found(address, startedMillis));
    Portions gained =
        record.notDeparted(
            eni.portions().minus(record.eni.portions()), startedMillis - settings.lagMillis());
    if (gained.isEmpty()) {
      return true;
    }
    if (startedMillis < newIsTrueMillis) {
      lookAgainIn(Math.max(newIsTrueMillis - nowMillis, SOON_MILLIS), nowMillis);
      return false;
    }
    // Told by EC2, so it shows already and settles nothing anew.
    record.add(gained, record.changedMillis);
    enis.remember(record);
    // Nobody knows who used them last.
    record.usableMillis = nowMillis + settings.coolingMillis();
    enis.introduce(record, gained, record.usableMillis);
    return true;
  }

  /// It is shown. An answer that may be older than the one that lacked it says nothing.
  private void found(IpAddress address, long startedMillis) {
    Long lostMillis = lost.get(address);
    if (lostMillis != null && startedMillis >= lostMillis + settings.lagMillis()) {
      lost.remove(address);
      parts.pool().markLost(address, false);
    }
  }

  /// Ends the uncertainty about addresses whose unassignment had no answer. What is not shown any
  /// more has gone; what is still shown may be an old picture until the change must show.
  private void settleRetiring(EniRecord record, Eni eni, boolean settled, long nowMillis) {
    if (record.unassigning.isEmpty()) {
      return;
    }
    Portions gone = record.unassigning.minus(eni.portions());
    Portions shown = record.unassigning.minus(gone);
    gone.addresses().forEach(parts.pool()::vacate);
    record.unassigning = settled ? Portions.NONE : shown;
    if (settled) {
      shown.addresses().forEach(parts.pool()::unretire);
      enis.remember(record);
    }
    drop(record, gone, nowMillis);
    if (!record.unassigning.isEmpty()) {
      lookAgainIn(
          Math.max(record.changedMillis + settings.lagMillis() - nowMillis, SOON_MILLIS),
          nowMillis);
    }
  }

  /// Gives up what a second look lacks too. What pods have of it stays, marked as lost.
  private void lose(EniRecord record, Portions lacking, long startedMillis, long nowMillis) {
    List<IpAddress> goneSingles = new ArrayList<>();
    for (IpAddress address : lacking.singles()) {
      Lacking name = new Lacking(record.eni.id(), address);
      if (gone(name, Portions.ofSingles(List.of(address)), startedMillis, nowMillis)) {
        goneSingles.add(address);
      }
    }
    List<Cidr> gonePrefixes = new ArrayList<>();
    for (Cidr prefix : lacking.prefixes()) {
      Lacking name = new Lacking(record.eni.id(), prefix.network());
      if (gone(name, Portions.ofPrefixes(List.of(prefix)), startedMillis, nowMillis)) {
        gonePrefixes.add(prefix);
      }
    }
    drop(record, new Portions(goneSingles, gonePrefixes), nowMillis);
  }

  private boolean gone(Lacking name, Portions portion, long startedMillis, long nowMillis) {
    if (!missing.missing(name, startedMillis)) {
      lookAgainIn(Absences.APART_MILLIS, nowMillis);
      return false;
    }
    boolean gone = giveUp(portion, startedMillis);
    if (gone) {
      missing.forget(name);
    }
    return gone;
  }

  private void notShown(EniRecord record, long startedMillis, long nowMillis) {
    if (record.removing) {
      return;
    }
    if (startedMillis < record.changedMillis + settings.lagMillis()) {
      lookAgainIn(settings.lagMillis(), nowMillis);
      return;
    }
    if (!absentEnis.missing(record.eni.id(), startedMillis)) {
      lookAgainIn(Absences.APART_MILLIS, nowMillis);
      return;
    }
    // What was asked of it will not come, and what was to leave it has left.
    record.assigning.subtract(record.uncertain);
    record.uncertain.clear();
    record.unassigning.addresses().forEach(parts.pool()::vacate);
    record.unassigning = Portions.NONE;
    boolean left = !record.eni.managed() || giveUp(record.eni.portions(), startedMillis);
    if (left) {
      absentEnis.forget(record.eni.id());
      enis.remove(record);
    } else if (!record.vanished) {
      // Pods keep its addresses; nothing more is asked of it.
      record.vanished = true;
      enis.drain(record.eni.id(), true);
    }
  }

  /// @return whether nothing of it is left in the pool
  private boolean giveUp(Portions portions, long startedMillis) {
    boolean allGone = true;
    for (IpAddress address : portions.addresses()) {
      allGone &= giveUp(address, startedMillis);
    }
    return allGone;
  }

  private boolean giveUp(IpAddress address, long startedMillis) {
    if (parts.pool().retire(address)) {
      parts.pool().vacate(address);
    } else if (parts.pool().markLost(address, true)) {
      lost.put(address, startedMillis);
      return false;
    }
    return !parts.pool().has(address);
  }

  /// EC2 told of it, so it shows already and settles nothing anew.
  private void drop(EniRecord record, Portions gone, long nowMillis) {
    if (!gone.isEmpty()) {
      long changed = record.changedMillis;
      record.drop(gone, nowMillis);
      record.changedMillis = changed;
      enis.remember(record);
    }
  }
}
