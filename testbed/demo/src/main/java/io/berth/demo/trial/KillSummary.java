package io.berth.demo.trial;

import java.util.List;

/// What all rounds add up to.
///
/// @param rounds how many
/// @param hits those whose kill hit at least one request in flight
/// @param inFlightPercent share of callers with a request in flight at the kill, over all rounds
/// @param adds ADDs that were answered with an address
/// @param dels DELs that were answered
/// @param killedExecutables executables that were killed in mid-request
/// @param medianServingMillis from the new start until the daemon listened
/// @param violations what audits found
/// @param tookMillis all rounds together
record KillSummary(
    int rounds,
    long hits,
    long inFlightPercent,
    long adds,
    long dels,
    long killedExecutables,
    long medianServingMillis,
    long violations,
    long tookMillis) {

  /// @param results at least one
  /// @param callers that worked in each
  static KillSummary of(List<KillRound> results, int callers, long tookMillis) {
    int rounds = results.size();
    long inFlight = results.stream().mapToLong(KillRound::inFlight).sum();
    return new KillSummary(
        rounds,
        results.stream().filter(result -> result.inFlight() > 0).count(),
        Math.round(100.0 * inFlight / ((long) rounds * callers)),
        results.stream().mapToLong(KillRound::adds).sum(),
        results.stream().mapToLong(KillRound::dels).sum(),
        results.stream().mapToLong(KillRound::killedExecutables).sum(),
        results.stream().mapToLong(KillRound::servingMillis).sorted().toArray()[rounds / 2],
        results.stream().mapToLong(result -> result.violations().size()).sum(),
        tookMillis);
  }

  /// Without a kill in mid-request the rounds would have shown nothing.
  boolean passed() {
    return violations == 0 && hits > 0;
  }

  List<String> sentences() {
    return List.of(
        "%d rounds in %d s: %d (%d %%) of the kills hit requests in flight, on average those of %d %% of the callers"
            .formatted(rounds, tookMillis / 1_000, hits, 100 * hits / rounds, inFlightPercent),
        "%d ADDs and %d DELs answered, %d executables killed, serving again after %d ms (median), %d violations"
            .formatted(adds, dels, killedExecutables, medianServingMillis, violations));
  }
}
