package io.berth.ipam.reconcile;

import io.berth.ipam.port.CloudFailure;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a kind of call may be tried again after it failed. Each class of failure has a range of its
/// own; within it each wait is drawn between half the wait before and three times that, so that
/// nodes that failed together do not come back together, and what does not pass is not asked for as
/// if it had just begun. Owned by the control thread.
final class Backoff {

  /// A wait may be this much longer than the one before.
  private static final int GROWTH = 3;

  private final RandomGenerator random;
  private long untilMillis = Long.MIN_VALUE;
  private long lastWaitMillis;
  private long failedMillis = Long.MIN_VALUE;
  private @Nullable CloudFailure last;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// @return when it may be tried again
  long failed(CloudFailure failure, long nowMillis) {
    Range range = range(failure.kind());
    boolean again = last != null && last.kind() == failure.kind();
    long lower = again ? Math.max(lastWaitMillis / 2, range.firstMillis()) : range.firstMillis();
    long upper =
        again ? Math.min(lastWaitMillis * GROWTH, range.longestMillis()) : range.firstMillis() * 2;
    lastWaitMillis = lower + random.nextLong(upper - lower + 1);
    last = failure;
    failedMillis = nowMillis;
    untilMillis = nowMillis + lastWaitMillis;
    return untilMillis;
  }

  /// A single call finds out whether what stood in the way still does; others wait for it.
  ///
  /// @param untilMillis when it has an answer at the latest
  void probe(long untilMillis) {
    this.untilMillis = untilMillis;
  }

  void succeeded() {
    untilMillis = Long.MIN_VALUE;
    last = null;
  }

  boolean blocks(long nowMillis) {
    return nowMillis < untilMillis;
  }

  long untilMillis() {
    return untilMillis;
  }

  /// When it last failed, or [Long#MIN_VALUE].
  long failedMillis() {
    return failedMillis;
  }

  /// When it may be tried again, or [Long#MAX_VALUE] if it may be tried now.
  long wakeMillis(long nowMillis) {
    return blocks(nowMillis) ? untilMillis : Long.MAX_VALUE;
  }

  @Nullable CloudFailure last() {
    return last;
  }

  /// Waits after a failure: the shortest and the longest.
  record Range(long firstMillis, long longestMillis) {}

  /// A lost answer is resolved by looking, which takes one call; so is a stale view. A full subnet
  /// and a missing right do not pass in seconds: the incumbent asks a full subnet again after 120
  /// s, which is about the mean of the long waits here.
  static Range range(CloudFailure.Kind kind) {
    return switch (kind) {
      case THROTTLED -> new Range(500, 30_000);
      case SUBNET_FULL -> new Range(5_000, 180_000);
      case NO_PREFIX -> new Range(15_000, 300_000);
      case ENI_FULL, INSTANCE_FULL -> new Range(1_000, 60_000);
      case LIMIT_REACHED -> new Range(10_000, 120_000);
      case NOT_AUTHORISED -> new Range(10_000, 300_000);
      case NOT_FOUND -> new Range(500, 30_000);
      case BUSY -> new Range(500, 15_000);
      case UNAVAILABLE -> new Range(250, 30_000);
      case AMBIGUOUS -> new Range(500, 20_000);
      case REJECTED -> new Range(2_000, 120_000);
    };
  }
}
