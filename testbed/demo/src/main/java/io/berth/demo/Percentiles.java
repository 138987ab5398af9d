package io.berth.demo;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How long something took, summed up.
///
/// @param count how often it was measured
/// @param p50Millis half took at most this
/// @param p90Millis nine in ten took at most this
/// @param p99Millis 99 in a hundred took at most this
/// @param maxMillis the longest
record Percentiles(
    long count, double p50Millis, double p90Millis, double p99Millis, double maxMillis) {

  /// The report's form; milliseconds with three decimals.
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", count);
    map.put("p50", rounded(p50Millis));
    map.put("p90", rounded(p90Millis));
    map.put("p99", rounded(p99Millis));
    map.put("max", rounded(maxMillis));
    return map;
  }

  /// Milliseconds as a person reads them: `3.2`, `87`, `1950`.
  static String text(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
  }

  private static double rounded(double millis) {
    return Math.round(millis * 1000) / 1000.0;
  }
}
