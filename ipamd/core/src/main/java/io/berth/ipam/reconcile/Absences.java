package io.berth.ipam.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// What EC2 did not show in its last answers, by the two-look rule: a thing is gone when two looks
/// in a row did not show it, begun some time apart. Whether a look may be counted at all is its
/// caller's business. Bounded by what the node has: what is shown again, or given up, is forgotten.
///
/// @param <T> what may be missing
final class Absences<T> {

  /// Between two looks that confirm each other: far enough apart not to be one old picture.
  static final long APART_MILLIS = 30_000;

  private final Map<T, Long> firstLooks = new HashMap<>();

  /// A look did not show a thing.
  ///
  /// @param lookMillis when the look began
  /// @return whether it is gone
  boolean missing(T thing, long lookMillis) {
    Long first = firstLooks.putIfAbsent(thing, lookMillis);
    return first != null && lookMillis >= first + APART_MILLIS;
  }

  /// A look did show a thing, or nobody waits for it any more.
  void forget(T thing) {
    firstLooks.remove(thing);
  }

  /// The same for several.
  void forgetIf(Predicate<T> which) {
    firstLooks.keySet().removeIf(which);
  }

  int size() {
    return firstLooks.size();
  }
}
