package io.berth.simulation.report;

import io.berth.emulator.vpc.Action;
import io.berth.simulation.fleet.FleetResult;
import io.berth.simulation.world.CallCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Fleets side by side for a terminal: a column for each policy.
public final class FleetTable {

  private static final int LABEL_WIDTH = 34;
  private static final int COLUMN_WIDTH = 26;

  private FleetTable() {}

  /// @param results at least one, of the same fleet
  public static String of(List<FleetResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", results, result -> result.policy().label()));
    lines.add(
        row(
            "pods with an address",
            results,
            r -> String.format(Locale.ROOT, "%,d of %,d", r.addressed(), r.pods())));
    lines.add(
        row(
            "until all pods had one",
            results,
            r -> r.isComplete() ? Durations.text(r.endedMillis()) : "never"));
    lines.add(
        row("  least that the buckets allow", results, r -> Durations.text(r.lowerBoundMillis())));
    lines.add(
        row(
            "  ratio",
            results,
            r -> r.isComplete() ? String.format(Locale.ROOT, "%.2f", r.ratioToLowerBound()) : "-"));
    lines.add(row("a pod waited, median", results, r -> Durations.text(r.waits().medianMillis())));
    lines.add(row("  99 of 100 at most", results, r -> Durations.text(r.waits().p99Millis())));
    lines.add(row("  longest", results, r -> Durations.text(r.waits().longestMillis())));
    lines.add(row("ADDs refused", results, r -> String.format(Locale.ROOT, "%,d", r.refusals())));
    lines.add(
        row(
            "idle addresses per leased",
            results,
            r -> String.format(Locale.ROOT, "%.2f", r.idlePerLeased())));
    lines.add(row("EC2 calls", results, r -> String.format(Locale.ROOT, "%,d", r.allCalls())));
    lines.add(
        row(
            "  throttled",
            results,
            r ->
                String.format(
                    Locale.ROOT, "%,d (%.1f %%)", r.throttles(), r.throttledPart() * 100)));
    lines.add(
        row(
            "  most on one node",
            results,
            r -> String.format(Locale.ROOT, "%,d", r.mostThrottles())));
    lines.add("");
    lines.add(row("EC2 calls by action (throttled)", results, r -> r.policy().label()));
    TreeSet<Action> actions = new TreeSet<>();
    results.forEach(result -> actions.addAll(result.calls().keySet()));
    for (Action action : actions) {
      lines.add(row(action.wireName(), results, r -> count(r.calls().get(action))));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String count(@Nullable CallCount count) {
    return count == null
        ? "-"
        : String.format(Locale.ROOT, "%,d (%,d)", count.calls(), count.throttled());
  }

  private static String row(
      String label, List<FleetResult> results, Function<FleetResult, String> cell) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", label));
    for (FleetResult result : results) {
      line.append(String.format(Locale.ROOT, "%" + COLUMN_WIDTH + "s", cell.apply(result)));
    }
    return line.toString().stripTrailing();
  }
}
