package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.port.CloudFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When growth may be tried again after it failed. A failure stops as little as it says something
/// about:
///
/// | failure | stops |
/// |---|---|
/// | throttled, not authorised, unavailable, a quota or the instance's limit reached | the action |
/// | subnet full | all that takes addresses from that subnet |
/// | no aligned block | prefixes from that subnet; single addresses go on |
/// | any other | the action on that ENI; for creations the action |
///
/// Owned by the control thread.
final class Backoffs {

  /// A wait that ended so long ago says nothing about the next failure. Bounds what is remembered:
  /// each entry is a call that failed since.
  private static final long FORGET_MILLIS = 600_000;

  /// Longer than a call takes with its retries inside the client.
  private static final long PROBE_MILLIS = 20_000;

  private final RandomGenerator random;
  private final Map<Scope, Backoff> backoffs = new HashMap<>();

  /// A call that takes addresses.
  ///
  /// @param action `ASSIGN`, or `CREATE` for a whole chain that begins with a creation
  /// @param eni `null` for a creation
  record Attempt(CloudAction action, AddressKind kind, SubnetId subnet, @Nullable EniId eni) {}

  /// What a failure says something about.
  private sealed interface Scope {

    record OfAction(CloudAction action) implements Scope {}

    record OfSubnet(SubnetId subnet) implements Scope {}

    record OfPrefixes(SubnetId subnet) implements Scope {}

    record OfEni(CloudAction action, EniId eni) implements Scope {}
  }

  Backoffs(RandomGenerator random) {
    this.random = random;
  }

  /// @return when it may be tried again
  long failed(Attempt attempt, CloudFailure failure, long nowMillis) {
    backoffs.values().removeIf(backoff -> backoff.untilMillis() < nowMillis - FORGET_MILLIS);
    CloudFailure read = attempt.kind() == AddressKind.PREFIX ? failure.toPrefixRequest() : failure;
    return backoffs
        .computeIfAbsent(scope(attempt, read.kind()), scope -> new Backoff(random))
        .failed(read, nowMillis);
  }

  /// A call is made. If the subnet was full at the last try, everything else that takes addresses
  /// from it waits for what this call finds.
  ///
  /// @return whether it is such a probe, for which one address is enough
  boolean begun(Attempt attempt, long nowMillis) {
    boolean probe = false;
    for (Scope scope : scopes(attempt)) {
      Backoff backoff = backoffs.get(scope);
      if (backoff != null
          && (scope instanceof Scope.OfSubnet || scope instanceof Scope.OfPrefixes)) {
        backoff.probe(nowMillis + PROBE_MILLIS);
        probe = true;
      }
    }
    return probe;
  }

  /// A call succeeded: what stood in its way does so no longer, unless it was met after the call
  /// had begun.
  void succeeded(Attempt attempt, long begunMillis) {
    for (Scope scope : scopes(attempt)) {
      Backoff backoff = backoffs.get(scope);
      if (backoff != null && backoff.failedMillis() <= begunMillis) {
        backoffs.remove(scope);
      }
    }
  }

  /// Why a call is not made now, or `null` when it may be.
  @Nullable Hold hold(Attempt attempt, long nowMillis) {
    Backoff longest = null;
    for (Scope scope : scopes(attempt)) {
      Backoff backoff = backoffs.get(scope);
      if (backoff != null
          && backoff.blocks(nowMillis)
          && (longest == null || backoff.untilMillis() > longest.untilMillis())) {
        longest = backoff;
      }
    }
    return longest == null ? null : PlanInputs.hold(longest, nowMillis);
  }

  /// When the next of them ends, or [Long#MAX_VALUE].
  long wakeMillis(long nowMillis) {
    return backoffs.values().stream()
        .mapToLong(backoff -> backoff.wakeMillis(nowMillis))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static Scope scope(Attempt attempt, CloudFailure.Kind kind) {
    return switch (kind) {
      case THROTTLED, NOT_AUTHORISED, UNAVAILABLE, LIMIT_REACHED, INSTANCE_FULL ->
          new Scope.OfAction(attempt.action());
      case SUBNET_FULL -> new Scope.OfSubnet(attempt.subnet());
      case NO_PREFIX -> new Scope.OfPrefixes(attempt.subnet());
      case ENI_FULL, NOT_FOUND, BUSY, AMBIGUOUS, REJECTED -> ofObject(attempt);
    };
  }

  private static Scope ofObject(Attempt attempt) {
    return attempt.eni() == null
        ? new Scope.OfAction(attempt.action())
        : new Scope.OfEni(attempt.action(), attempt.eni());
  }

  private static List<Scope> scopes(Attempt attempt) {
    Scope action = new Scope.OfAction(attempt.action());
    Scope subnet = new Scope.OfSubnet(attempt.subnet());
    Scope object = ofObject(attempt);
    return attempt.kind() == AddressKind.PREFIX
        ? List.of(action, subnet, object, new Scope.OfPrefixes(attempt.subnet()))
        : List.of(action, subnet, object);
  }
}
