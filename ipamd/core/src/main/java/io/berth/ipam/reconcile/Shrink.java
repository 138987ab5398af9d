package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Gives addresses and ENIs back to EC2. An address leaves the pool before EC2 is asked to take it:
/// the retirement has to win its slot, so nothing is ever taken from under a pod. Owned by the
/// control thread.
final class Shrink {

  private final NodeParts parts;
  private final Calls calls;
  private final EniTable enis;
  private final Runnable lookAtEc2;
  private final Backoff backoff;
  private final List<Removal> removals = new ArrayList<>();

  /// One ENI on its way out.
  private static final class Removal {
    final EniRecord record;
    boolean detached;
    long retryMillis = Long.MAX_VALUE;

    Removal(EniRecord record) {
      this.record = record;
    }
  }

  Shrink(NodeParts parts, Calls calls, EniTable enis, RandomGenerator random, Runnable lookAtEc2) {
    this.parts = parts;
    this.calls = calls;
    this.enis = enis;
    this.lookAtEc2 = lookAtEc2;
    this.backoff = new Backoff(random);
  }

  Backoff backoff() {
    return backoff;
  }

  void unassign(EniRecord record, AddressKind kind, int count) {
    EniId eni = record.eni.id();
    Portions won =
        record.draining
            ? parts.pool().retiring(eni).minus(record.unassigning).firstOf(kind, count)
            : kind == AddressKind.SINGLE
                ? Portions.ofSingles(parts.pool().retireUpTo(eni, count))
                : Portions.ofPrefixes(parts.pool().retirePrefixesUpTo(eni, count));
    if (won.isEmpty()) {
      return;
    }
    record.unassigning = record.unassigning.plus(won);
    enis.remember(
        record,
        failure -> {
          if (failure == null) {
            calls.submit(
                new CloudRequest.UnassignAddresses(record.eni.id(), won),
                CallPriority.RELEASING,
                outcome -> unassigned(record, won, outcome));
          } else {
            notWritten(failure);
            keep(record, won);
          }
        });
  }

  private void notWritten(String failure) {
    backoff.failed(
        new CloudFailure(CloudFailure.Kind.UNAVAILABLE, "Journal", failure),
        parts.clock().bootMillis());
  }

  /// They stay after all.
  private void keep(EniRecord record, Portions portions) {
    record.unassigning = record.unassigning.minus(portions);
    portions.addresses().forEach(parts.pool()::unretire);
    enis.remember(record);
  }

  private void unassigned(EniRecord record, Portions portions, CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    switch (outcome) {
      case CloudOutcome.Done _ -> {
        backoff.succeeded();
        record.unassigning = record.unassigning.minus(portions);
        portions.addresses().forEach(parts.pool()::vacate);
        record.drop(portions, now);
        enis.remember(record);
      }
      case CloudOutcome.Failed failed -> {
        backoff.failed(failed.failure(), now);
        switch (failed.failure().kind()) {
          case AMBIGUOUS, NOT_FOUND -> {
            // Stays retiring until a look at EC2 says which of them are gone.
            record.suspect = true;
            record.changedMillis = now;
            lookAtEc2.run();
          }
          case THROTTLED,
              SUBNET_FULL,
              NO_PREFIX,
              ENI_FULL,
              INSTANCE_FULL,
              LIMIT_REACHED,
              NOT_AUTHORISED,
              BUSY,
              UNAVAILABLE,
              REJECTED ->
              keep(record, portions);
        }
      }
      case CloudOutcome.Enis _,
          CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Created _,
          CloudOutcome.Attached _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("UnassignAddresses answered " + outcome);
    }
  }

  /// Retires every address of the ENI, then detaches and deletes it. Gives up at once when one
  /// address has been leased meanwhile. Its rules go first, while the journal still knows it: no
  /// later process would find them.
  void remove(EniRecord record) {
    if (!parts.pool().retireAll(record.eni.id())) {
      return;
    }
    record.removing = true;
    record.unassigning = record.eni.portions();
    enis.removeRules(record, () -> leave(record));
  }

  private void leave(EniRecord record) {
    enis.rememberLeaving(
        record,
        failure -> {
          if (failure == null) {
            Removal removal = new Removal(record);
            removals.add(removal);
            detach(removal);
          } else {
            notWritten(failure);
            record.removing = false;
            record.linkUnproven = true;
            keep(record, record.unassigning);
          }
        });
  }

  private void detach(Removal removal) {
    removal.retryMillis = Long.MAX_VALUE;
    calls.submit(
        new CloudRequest.DetachEni(removal.record.eni.id(), removal.record.eni.attachment()),
        CallPriority.RELEASING,
        outcome -> detached(removal, outcome));
  }

  private void detached(Removal removal, CloudOutcome outcome) {
    if (outcome instanceof CloudOutcome.Failed failed
        && failed.failure().kind() != CloudFailure.Kind.NOT_FOUND) {
      removal.retryMillis = backoff.failed(failed.failure(), parts.clock().bootMillis());
      return;
    }
    removal.detached = true;
    delete(removal);
  }

  private void delete(Removal removal) {
    removal.retryMillis = Long.MAX_VALUE;
    calls.submit(
        new CloudRequest.DeleteEni(removal.record.eni.id()),
        CallPriority.RELEASING,
        outcome -> deleted(removal, outcome));
  }

  private void deleted(Removal removal, CloudOutcome outcome) {
    if (outcome instanceof CloudOutcome.Failed failed
        && failed.failure().kind() != CloudFailure.Kind.NOT_FOUND) {
      removal.retryMillis = backoff.failed(failed.failure(), parts.clock().bootMillis());
      return;
    }
    backoff.succeeded();
    removals.remove(removal);
    EniRecord record = removal.record;
    record.unassigning.addresses().forEach(parts.pool()::vacate);
    record.unassigning = Portions.NONE;
    enis.remove(record);
  }

  void retry(long nowMillis) {
    for (Removal removal : List.copyOf(removals)) {
      if (removal.retryMillis <= nowMillis) {
        if (removal.detached) {
          delete(removal);
        } else {
          detach(removal);
        }
      }
    }
  }

  long nextRetryMillis() {
    return removals.stream().mapToLong(removal -> removal.retryMillis).min().orElse(Long.MAX_VALUE);
  }
}
