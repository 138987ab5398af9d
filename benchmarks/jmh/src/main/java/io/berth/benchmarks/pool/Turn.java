package io.berth.benchmarks.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/// The injected clock, and whose turn it is to ripen.
final class Turn {

  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile long nowMillis;

  long nowMillis() {
    return nowMillis;
  }

  boolean tryTake() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  void giveBack() {
    taken.set(false);
  }

  /// Only for the thread whose turn it is.
  long advance() {
    long next = nowMillis + 1;
    nowMillis = next;
    return next;
  }
}
