package io.berth.simulation.world;

/// How often an action was called.
///
/// @param calls all of them
/// @param throttled those refused because the account's bucket was empty
/// @param failed those refused for another reason, or without an answer
public record CallCount(long calls, long throttled, long failed) {

  static final CallCount NONE = new CallCount(0, 0, 0);

  CallCount plus(boolean wasThrottled, boolean wasFailed) {
    return new CallCount(
        calls + 1, throttled + (wasThrottled ? 1 : 0), failed + (wasFailed ? 1 : 0));
  }
}
