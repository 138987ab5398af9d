package io.berth.simulation.chaos;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What became of many seeds.
///
/// @param firstSeed the first
/// @param seeds that were run to their end or to a failure
/// @param events of all
/// @param virtualMillis of all
/// @param faults how often each kind happened; kinds that did not are missing
/// @param crashes where daemons were killed
/// @param failures those whose promise broke, by seed
public record ChaosResult(
    long firstSeed,
    long seeds,
    long events,
    long virtualMillis,
    Map<FaultKind, Long> faults,
    CrashTable crashes,
    List<SeedResult> failures) {

  public ChaosResult {
    Map<FaultKind, Long> sorted = new EnumMap<>(FaultKind.class);
    sorted.putAll(faults);
    faults = Collections.unmodifiableMap(sorted);
    failures = List.copyOf(failures);
  }
}
