package io.berth.emulator.vpc;

import java.util.random.RandomGenerator;

/// A random span of time: uniform between two bounds, and now and then a tail.
///
/// @param minMillis shortest, milliseconds, not negative
/// @param maxMillis longest of the usual, milliseconds
/// @param tailMillis longest of the tail, milliseconds; the tail is uniform from `maxMillis`
/// @param tailPerMille how many of a thousand fall into the tail, 0 to 1000
public record Delay(long minMillis, long maxMillis, long tailMillis, int tailPerMille) {

  public static final Delay NONE = fixed(0);

  /// @throws IllegalArgumentException when the bounds are not in order
  public Delay {
    if (minMillis < 0 || maxMillis < minMillis || tailMillis < maxMillis) {
      throw new IllegalArgumentException(
          "a delay wants 0 <= min <= max <= tail, milliseconds: "
              + minMillis
              + ", "
              + maxMillis
              + ", "
              + tailMillis);
    }
    if (tailPerMille < 0 || tailPerMille > 1000) {
      throw new IllegalArgumentException("tail share must be 0 to 1000: " + tailPerMille);
    }
  }

  public static Delay fixed(long millis) {
    return new Delay(millis, millis, millis, 0);
  }

  public static Delay between(long minMillis, long maxMillis) {
    return new Delay(minMillis, maxMillis, maxMillis, 0);
  }

  long sampleMillis(RandomGenerator random) {
    if (tailMillis == minMillis) {
      return minMillis;
    }
    boolean tail = tailPerMille > 0 && random.nextInt(1000) < tailPerMille;
    return tail
        ? random.nextLong(maxMillis, tailMillis + 1)
        : random.nextLong(minMillis, maxMillis + 1);
  }
}
