package io.berth.emulator.live;

/// Wall-clock milliseconds that never go back: the wall clock once, the monotonic clock from there.
final class LiveClock {

  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();

  /// Milliseconds since 1970.
  long nowMillis() {
    return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }
}
