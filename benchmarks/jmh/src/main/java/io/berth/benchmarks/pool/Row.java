package io.berth.benchmarks.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;

/// The scores of one combination of parameters, one for each fork.
final class Row {

  private final List<Double> elapsedNanos = new ArrayList<>();
  private final List<Double> processorNanos = new ArrayList<>();
  private final List<Double> bytes = new ArrayList<>();

  /// Sorts by pool, addresses, threads.
  static String key(RunResult result, int threads) {
    return String.format(
        Locale.ROOT,
        "| %s | %5d | %d |",
        result.getParams().getParam("kind"),
        Integer.parseInt(result.getParams().getParam("addresses")),
        threads);
  }

  void add(RunResult result) {
    elapsedNanos.add(result.getPrimaryResult().getScore());
    processorNanos.add(secondary(result, CpuProfiler.LABEL));
    bytes.add(secondary(result, "gc.alloc.rate.norm"));
  }

  /// Medians; elapsed time with its lowest and highest fork.
  String cells() {
    return String.format(
        Locale.ROOT,
        " %.0f (%.0f–%.0f) | %.0f | %.1f |",
        median(elapsedNanos),
        elapsedNanos.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        elapsedNanos.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        median(processorNanos),
        median(bytes));
  }

  private static double secondary(RunResult result, String label) {
    return Objects.requireNonNull(result.getSecondaryResults().get(label), label).getScore();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
