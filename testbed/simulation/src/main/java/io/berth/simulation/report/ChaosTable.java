package io.berth.simulation.report;

import io.berth.simulation.chaos.ChaosResult;
import io.berth.simulation.chaos.CrashPoint;
import io.berth.simulation.chaos.CrashTable;
import io.berth.simulation.chaos.FaultKind;
import io.berth.simulation.chaos.Operation;
import io.berth.simulation.chaos.SeedResult;
import java.util.Locale;

/// What seeds of chaos did, for people.
public final class ChaosTable {

  private ChaosTable() {}

  /// Counts of faults and kills, and how many seeds kept every promise.
  public static String of(ChaosResult result) {
    StringBuilder text = new StringBuilder();
    for (FaultKind kind : FaultKind.values()) {
      text.append(
          String.format(
              Locale.ROOT, "%-42s %,12d%n", kind.label(), result.faults().getOrDefault(kind, 0L)));
    }
    text.append(
        String.format(
            Locale.ROOT, "%ndaemon killed, by operation and point (- where there is none)%n"));
    text.append(String.format(Locale.ROOT, "%-14s", ""));
    for (CrashPoint point : CrashPoint.values()) {
      text.append(String.format(Locale.ROOT, " %9s", point.label().replaceFirst(" .*", "")));
    }
    text.append(String.format(Locale.ROOT, "%n%-14s", ""));
    for (CrashPoint point : CrashPoint.values()) {
      text.append(String.format(Locale.ROOT, " %9s", point.label().replaceFirst("^[^ ]* ", "")));
    }
    text.append(String.format(Locale.ROOT, "%n"));
    for (Operation operation : Operation.values()) {
      text.append(String.format(Locale.ROOT, "%-14s", operation));
      for (CrashPoint point : CrashPoint.values()) {
        text.append(
            point.isIn(operation)
                ? String.format(
                    Locale.ROOT,
                    " %,9d",
                    result.crashes().count(new CrashTable.Place(operation, point)))
                : String.format(Locale.ROOT, " %9s", "-"));
      }
      text.append(String.format(Locale.ROOT, "%n"));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%,d seeds from %d on, %,d events, %,d h of virtual time: %s",
            result.seeds(),
            result.firstSeed(),
            result.events(),
            result.virtualMillis() / 3_600_000,
            result.failures().isEmpty()
                ? "every promise held"
                : result.failures().size() + " broke a promise"));
    return text.toString();
  }

  /// A seed that broke a promise, and how to see it again.
  ///
  /// @param minutes as the seeds were run with; 0 when each drew them
  public static String of(SeedResult failed, int minutes) {
    SeedResult.Failure failure = failed.failure();
    if (failure == null) {
      throw new IllegalArgumentException("seed " + failed.seed() + " broke nothing");
    }
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "seed %d: %s%n", failed.seed(), failure.message()));
    failure
        .options()
        .forEach(option -> text.append(String.format(Locale.ROOT, "    %s%n", option)));
    text.append(String.format(Locale.ROOT, "  the last events:%n"));
    failure
        .lastEvents()
        .forEach(event -> text.append(String.format(Locale.ROOT, "    %s%n", event)));
    text.append(
        String.format(
            Locale.ROOT,
            "  again: berth-simulate chaos --seed %d%s",
            failed.seed(),
            minutes == 0 ? "" : " --minutes " + minutes));
    return text.toString();
  }
}
