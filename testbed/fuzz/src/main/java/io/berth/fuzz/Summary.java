package io.berth.fuzz;

import java.util.List;
import java.util.Locale;

/// The table at the end of a run.
final class Summary {

  private static final String ROW = "%-8s %12s %9s %14s %16s %9s %8s%n";

  private Summary() {}

  static String of(List<Campaign.Result> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            ROW,
            "target",
            "inputs",
            "outcomes",
            "longest bytes",
            "most allocated",
            "failures",
            "seconds"));
    long inputs = 0;
    long seconds = 0;
    for (Campaign.Result result : results) {
      Tally.Counts counts = result.counts();
      inputs += counts.inputs();
      seconds += result.seconds();
      text.append(
          String.format(
              Locale.ROOT,
              ROW,
              result.target().name(),
              counts.inputs(),
              counts.outcomes(),
              counts.longestBytes(),
              counts.mostAllocatedBytes(),
              result.findings().isEmpty() && result.status() != 0
                  ? "exit " + result.status()
                  : String.valueOf(result.findings().size()),
              result.seconds()));
    }
    text.append(String.format(Locale.ROOT, ROW, "all", inputs, "", "", "", "", seconds));
    for (Campaign.Result result : results) {
      result
          .findings()
          .forEach(file ->
              text.append("testbed/fuzz/run --target ")
                  .append(result.target().name())
                  .append(" --replay ")
                  .append(file)
                  .append('\n'));
    }
    return text.toString();
  }
}
