package io.berth.simulation;

import io.berth.simulation.chaos.ChaosSweep;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Tells how many seeds are done, a line now and then. Any thread.
final class SeedProgress implements ChaosSweep.Progress {

  private static final long EVERY_NANOS = 15_000_000_000L;

  private final long seeds;
  private final PrintStream out;
  private final LongSupplier nanos;
  private final BooleanSupplier stopped;
  private final long startedNanos;

  /// Guarded by this.
  private long shownNanos;

  /// @param seeds in all
  /// @param nanos the wall clock
  /// @param stopped whether the user wants an end
  SeedProgress(long seeds, PrintStream out, LongSupplier nanos, BooleanSupplier stopped) {
    this.seeds = seeds;
    this.out = out;
    this.nanos = nanos;
    this.stopped = stopped;
    this.startedNanos = nanos.getAsLong();
    this.shownNanos = startedNanos;
  }

  @Override
  public synchronized boolean goOn(long seedsDone, int failures) {
    long now = nanos.getAsLong();
    if (now - shownNanos >= EVERY_NANOS) {
      shownNanos = now;
      long seconds = (now - startedNanos) / 1_000_000_000L;
      out.printf(
          Locale.ROOT,
          "chaos: %,d of %,d seeds in %,d s, %d failed%n",
          seedsDone,
          seeds,
          seconds,
          failures);
      out.flush();
    }
    return !stopped.getAsBoolean();
  }
}
