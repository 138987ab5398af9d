package io.berth.demo.trial;

import java.util.List;

/// How one round went.
///
/// @param killAfterMillis when the daemon was killed, from the beginning of the load
/// @param inFlightAdds ADDs that were under way at that moment
/// @param inFlightDels DELs that were
/// @param adds ADDs with a successful answer, before or after the kill
/// @param dels DELs with a successful answer, from the daemon or the spool
/// @param killedExecutables executables that were killed in mid-request
/// @param servingMillis from the new start until the daemon listened
/// @param violations what the audit found
record KillRound(
    long killAfterMillis,
    long inFlightAdds,
    long inFlightDels,
    long adds,
    long dels,
    long killedExecutables,
    long servingMillis,
    List<String> violations) {

  KillRound {
    violations = List.copyOf(violations);
  }

  /// @param calls those of the round
  /// @param killNanos when the daemon was killed, on the callers' clock
  static KillRound of(
      List<CallRecord> calls,
      long killAfterMillis,
      long killNanos,
      long servingMillis,
      long killedExecutables,
      List<String> violations) {
    return new KillRound(
        killAfterMillis,
        inFlight(calls, Verb.ADD, killNanos),
        inFlight(calls, Verb.DEL, killNanos),
        succeeded(calls, Verb.ADD),
        succeeded(calls, Verb.DEL),
        killedExecutables,
        servingMillis,
        violations);
  }

  private static long inFlight(List<CallRecord> calls, Verb verb, long killNanos) {
    return calls.stream().filter(c -> c.verb() == verb && c.inFlightAt(killNanos)).count();
  }

  private static long succeeded(List<CallRecord> calls, Verb verb) {
    return calls.stream().filter(c -> c.verb() == verb && c.succeeded()).count();
  }

  long inFlight() {
    return inFlightAdds + inFlightDels;
  }

  String sentence() {
    return ("killed after %d ms with %d ADDs and %d DELs in flight; %d ADDs and %d DELs answered, %d"
            + " executables killed; served again after %d ms; %s")
        .formatted(
            killAfterMillis,
            inFlightAdds,
            inFlightDels,
            adds,
            dels,
            killedExecutables,
            servingMillis,
            violations.isEmpty() ? "all holds" : violations.size() + " violations");
  }
}
