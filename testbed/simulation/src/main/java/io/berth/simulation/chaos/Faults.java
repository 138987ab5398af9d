package io.berth.simulation.chaos;

import io.berth.simulation.time.Trace;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/// Decides when something goes wrong, and counts it.
final class Faults {

  private final Map<FaultKind, Integer> perMille;
  private final Random random;
  private final Trace trace;
  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private boolean over;

  /// @param perMille kinds that are on, with their chance
  Faults(Map<FaultKind, Integer> perMille, Random random, Trace trace) {
    this.perMille = Map.copyOf(perMille);
    this.random = random;
    this.trace = trace;
  }

  /// Whether it happens now; counted if so.
  boolean happens(FaultKind kind) {
    if (over) {
      return false;
    }
    int chance = perMille.getOrDefault(kind, 0);
    if (chance == 0 || random.nextInt(1_000) >= chance) {
      return false;
    }
    happened(kind);
    return true;
  }

  /// It happened for another reason.
  void happened(FaultKind kind) {
    counts.merge(kind, 1, Integer::sum);
    trace.add("fault", kind.label());
  }

  boolean isOn(FaultKind kind) {
    return perMille.getOrDefault(kind, 0) > 0;
  }

  /// A span from one to the other, the shorter ones oftener.
  long millis(long least, long most) {
    double share = random.nextDouble();
    return least + Math.round((most - least) * share * share);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /// From now on nothing goes wrong.
  void stop() {
    over = true;
  }

  boolean areOver() {
    return over;
  }

  Map<FaultKind, Integer> counts() {
    return Map.copyOf(counts);
  }
}
