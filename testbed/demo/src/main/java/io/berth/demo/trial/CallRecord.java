package io.berth.demo.trial;

import org.jspecify.annotations.Nullable;

/// One request as its caller's log tells it.
///
/// @param id counts the requests of the log
/// @param verb what was asked
/// @param container for which sandbox
/// @param begunNanos when, on the callers' clock
/// @param answer `null` when the log has none
record CallRecord(int id, Verb verb, String container, long begunNanos, @Nullable Answer answer) {

  /// What came back.
  ///
  /// @param succeeded whether the exit code was 0
  /// @param address what an ADD that succeeded gave; else empty
  /// @param atNanos when, on the callers' clock
  record Answer(boolean succeeded, String address, long atNanos) {}

  boolean succeeded() {
    return answer != null && answer.succeeded();
  }

  boolean answeredBy(long nanos) {
    return answer != null && answer.atNanos() - nanos <= 0;
  }

  /// Whether it was under way at a moment.
  boolean inFlightAt(long nanos) {
    return begunNanos - nanos < 0 && !answeredBy(nanos);
  }
}
