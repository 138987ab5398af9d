package io.berth.demo;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Durations of one kind of operation, from any number of threads.
final class Durations {

  /// Digits that are kept of each value.
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Histogram nanos = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

  void add(long durationNanos) {
    nanos.recordValue(Math.max(0, durationNanos));
  }

  /// What was added so far; zeros when nothing was.
  Percentiles percentiles() {
    Histogram seen = nanos.copy();
    return new Percentiles(
        seen.getTotalCount(), at(seen, 50), at(seen, 90), at(seen, 99), millis(seen.getMaxValue()));
  }

  private static double at(Histogram seen, double percentile) {
    return seen.getTotalCount() == 0 ? 0 : millis(seen.getValueAtPercentile(percentile));
  }

  private static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
