package io.berth.emulator.vpc;

/// A token bucket of EC2's: calls in a row that it allows, and how fast it fills again.
///
/// @param size most tokens it holds, at least 1; it begins full
/// @param perSecond tokens that come back each second, at least 1
public record Bucket(int size, int perSecond) {

  /// @throws IllegalArgumentException when a number is below 1
  public Bucket {
    if (size < 1 || perSecond < 1) {
      throw new IllegalArgumentException(
          "a bucket holds and gets at least one token: " + size + ", " + perSecond + " a second");
    }
  }
}
