package io.berth.demo.kill;

import java.util.List;
import java.util.Map;

/// How one round went.
///
/// @param answersBeforeKill requests that had been answered when the daemon was killed
/// @param inFlight requests that were under way at that moment
/// @param answeredAdds ADDs with a successful answer, before or after the kill
/// @param answeredDels DELs with a successful answer, from the daemon or the spool
/// @param servingMillis from the new start until the daemon said that it was ready
/// @param refusals what requests without success were told, and how many of them
/// @param violations what the audit found
record RoundResult(
    long answersBeforeKill,
    long inFlight,
    long answeredAdds,
    long answeredDels,
    long servingMillis,
    Map<String, Long> refusals,
    List<String> violations) {

  RoundResult {
    refusals = Map.copyOf(refusals);
    violations = List.copyOf(violations);
  }
}
