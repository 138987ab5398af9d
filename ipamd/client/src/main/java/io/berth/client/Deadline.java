package io.berth.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A point in time that all steps of one exchange share.
final class Deadline {

  private final LongSupplier nanoTime;
  private final long endNanos;
  private final Duration length;

  Deadline(LongSupplier nanoTime, Duration length) {
    this.nanoTime = nanoTime;
    this.length = length;
    endNanos = nanoTime.getAsLong() + length.toNanos();
  }

  /// Milliseconds left, rounded up; 0 when it has passed. Never 0 before that: to a socket, 0 means
  /// "for ever".
  int remainingMillis() {
    long nanos = endNanos - nanoTime.getAsLong();
    return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  /// How long it was at the start.
  Duration length() {
    return length;
  }
}
