package io.berth.simulation;

import io.berth.simulation.fleet.Progress;
import io.berth.simulation.report.Durations;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Tells how far a fleet is, once it has taken a while: on a terminal one line that is written
/// over, elsewhere a line now and then.
final class ProgressLine implements Progress {

  /// Whoever waits less needs no words.
  private static final long SILENT_NANOS = 2_000_000_000L;

  private static final long TERMINAL_NANOS = 500_000_000L;
  private static final long LOG_NANOS = 15_000_000_000L;
  private static final String TO_LINE_START = "\r\u001b[K";

  private final String policy;
  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final BooleanSupplier stopped;
  private final long startedNanos;
  private long shownNanos;
  private boolean shown;

  /// @param nanos the wall clock
  /// @param stopped whether the user wants an end
  ProgressLine(
      String policy,
      PrintStream out,
      boolean terminal,
      LongSupplier nanos,
      BooleanSupplier stopped) {
    this.policy = policy;
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.stopped = stopped;
    this.startedNanos = nanos.getAsLong();
    this.shownNanos = startedNanos + SILENT_NANOS - (terminal ? TERMINAL_NANOS : LOG_NANOS);
  }

  @Override
  public boolean goOn(long virtualMillis, int addressed, int pods) {
    long now = nanos.getAsLong();
    if (now - shownNanos >= (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      shownNanos = now;
      shown = true;
      String text =
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d pods have an address after %s of virtual time, %d s of yours",
              policy,
              addressed,
              pods,
              Durations.text(virtualMillis),
              (now - startedNanos) / 1_000_000_000L);
      out.print(terminal ? TO_LINE_START + text : text + System.lineSeparator());
      out.flush();
    }
    return !stopped.getAsBoolean();
  }

  /// Leaves no half line behind.
  void end() {
    if (terminal && shown) {
      out.print(TO_LINE_START);
      out.flush();
    }
  }
}
