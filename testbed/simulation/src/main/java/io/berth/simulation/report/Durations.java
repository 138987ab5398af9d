package io.berth.simulation.report;

import java.util.Locale;

/// Virtual time for people.
public final class Durations {

  private Durations() {}

  /// For example `0.5 s`, `93.4 s`, `12 min 03 s`, `1 h 02 min`.
  ///
  /// @param millis not negative
  public static String text(long millis) {
    if (millis < 120_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    long seconds = Math.round(millis / 1_000.0);
    return seconds < 7_200
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds % 3_600 / 60);
  }
}
