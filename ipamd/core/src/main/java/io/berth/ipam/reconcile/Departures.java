package io.berth.ipam.reconcile;

import java.util.HashMap;
import java.util.Map;

/// What was given back lately: EC2's descriptions may still show it. Bounded by what is given back
/// within [#FORGET_MILLIS].
///
/// @param <T> what was given back
final class Departures<T> {

  /// Longer than any allowed lag of a description, with its call.
  private static final long FORGET_MILLIS = 900_000;

  private final Map<T, Long> departed = new HashMap<>();

  void add(T thing, long nowMillis) {
    departed.values().removeIf(since -> since < nowMillis - FORGET_MILLIS);
    departed.put(thing, nowMillis);
  }

  /// It came back by a call of ours.
  void remove(T thing) {
    departed.remove(thing);
  }

  /// Whether it was given back at that moment or later.
  boolean since(T thing, long sinceMillis) {
    Long departMillis = departed.get(thing);
    return departMillis != null && departMillis >= sinceMillis;
  }
}
