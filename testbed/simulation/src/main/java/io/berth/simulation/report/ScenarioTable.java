package io.berth.simulation.report;

import io.berth.simulation.run.Policy;
import io.berth.simulation.scenario.Figure;
import io.berth.simulation.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A scenario for a terminal: a line for each figure, both policies side by side, and what was
/// promised.
public final class ScenarioTable {

  private ScenarioTable() {}

  /// @param figures of both policies, in the same order
  public static String of(Scenario scenario, Map<Policy, List<Figure>> figures) {
    List<Figure> berth = figures.getOrDefault(Policy.BERTH, List.of());
    List<Figure> incumbent = figures.getOrDefault(Policy.INCUMBENT, List.of());
    StringBuilder table = new StringBuilder();
    table.append(scenario.name()).append(": ").append(scenario.story()).append('\n');
    table.append(row("", Policy.BERTH.label(), Policy.INCUMBENT.label(), "promised"));
    for (int i = 0; i < berth.size(); i++) {
      Figure figure = berth.get(i);
      Double limit = figure.atMost();
      String promised =
          limit == null ? "" : "at most " + number(limit) + (figure.holds() ? "" : "  MISSED");
      table.append('\n');
      table.append(
          row(
              figure.unit().isEmpty() ? figure.what() : figure.what() + ", " + figure.unit(),
              number(figure.value()),
              number(incumbent.get(i).value()),
              promised));
    }
    return table.toString();
  }

  private static String row(String what, String berth, String incumbent, String promised) {
    return String.format(Locale.ROOT, "  %-62s %12s %12s %14s", what, berth, incumbent, promised)
        .stripTrailing();
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return "never";
    }
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
