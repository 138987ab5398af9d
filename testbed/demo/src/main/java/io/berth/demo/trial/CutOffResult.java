package io.berth.demo.trial;

import java.util.List;

/// How the daemon came through one outage.
///
/// @param outage in words
/// @param listeningMillis from exec of the daemon, in the outage, until it listened
/// @param firstAddMillis from exec until the first ADD was answered
/// @param healedMillis from the end of the outage until the pool was full and EC2 had been looked
///   at
/// @param wrong sentences; empty when all went well
record CutOffResult(
    String outage,
    long listeningMillis,
    long firstAddMillis,
    long healedMillis,
    List<String> wrong) {

  CutOffResult {
    wrong = List.copyOf(wrong);
  }

  String sentence() {
    return "%s: ADD, CHECK and DEL %s; restarted: listening after %d ms, first ADD answered after %d ms; pool full and EC2 looked at %.1f s after the end"
        .formatted(
            outage,
            wrong.isEmpty() ? "served" : "NOT all served",
            listeningMillis,
            firstAddMillis,
            healedMillis / 1e3);
  }
}
