package io.berth.emulator.vpc;

/// An order to let calls fail: the next `times` calls of an action change nothing and answer an
/// error.
///
/// @param action which calls
/// @param times how many, at least 1
/// @param delayMillis from the arrival of the call to the answer, in place of the profile's latency
/// @param error what they answer
public record Fault(Action action, int times, long delayMillis, ApiError error) {

  /// @throws IllegalArgumentException when a number is out of range
  public Fault {
    if (times < 1 || delayMillis < 0) {
      throw new IllegalArgumentException(
          "a fault hits at least one call after a delay that is not negative: "
              + times
              + " times, "
              + delayMillis
              + " ms");
    }
  }
}
