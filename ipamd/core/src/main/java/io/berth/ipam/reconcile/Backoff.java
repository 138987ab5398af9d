package io.berth.ipam.reconcile;

import io.berth.ipam.port.CloudFailure;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a kind of call may be tried again after it failed: doubling waits with full jitter, each
/// class of failure with its own range. Owned by the control thread.
final class Backoff {

  /// Doublings after which the wait stays at its longest.
  private static final int MAX_DOUBLINGS = 10;

  private final RandomGenerator random;
  private int failures;
  private long untilMillis = Long.MIN_VALUE;
  private @Nullable CloudFailure last;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// @return when it may be tried again
  long failed(CloudFailure failure, long nowMillis) {
    failures++;
    last = failure;
    long doubled = firstMillis(failure.kind()) << Math.min(failures - 1, MAX_DOUBLINGS);
    long longest = Math.min(doubled, longestMillis(failure.kind()));
    untilMillis = nowMillis + longest / 2 + random.nextLong(longest / 2 + 1);
    return untilMillis;
  }

  void succeeded() {
    failures = 0;
    untilMillis = Long.MIN_VALUE;
    last = null;
  }

  boolean blocks(long nowMillis) {
    return nowMillis < untilMillis;
  }

  long untilMillis() {
    return untilMillis;
  }

  /// When it may be tried again, or [Long#MAX_VALUE] if it may be tried now.
  long wakeMillis(long nowMillis) {
    return blocks(nowMillis) ? untilMillis : Long.MAX_VALUE;
  }

  @Nullable CloudFailure last() {
    return last;
  }

  /// The first wait. Throttling and missing rights do not pass in milliseconds; a lost answer is
  /// resolved by looking, which takes one call.
  private static long firstMillis(CloudFailure.Kind kind) {
    return switch (kind) {
      case THROTTLED -> 1_000;
      case SUBNET_FULL -> 5_000;
      case NOT_AUTHORISED -> 10_000;
      case LIMIT_REACHED -> 5_000;
      case NOT_FOUND, BUSY, UNAVAILABLE, AMBIGUOUS -> 500;
      case REJECTED -> 2_000;
    };
  }

  private static long longestMillis(CloudFailure.Kind kind) {
    return switch (kind) {
      case THROTTLED, UNAVAILABLE, AMBIGUOUS, NOT_FOUND, BUSY -> 30_000;
      case SUBNET_FULL, LIMIT_REACHED, REJECTED -> 120_000;
      case NOT_AUTHORISED -> 300_000;
    };
  }
}
