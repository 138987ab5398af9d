package io.berth.ipam.lease;

/// What the lease service is told by the configuration.
///
/// @param coolingMillis how long a released address is not handed out again
/// @param addTimeoutMillis how long an ADD may wait for an address; below the kubelet's budget
/// @param maxWaiting how many requests may wait at once
public record LeaseSettings(long coolingMillis, long addTimeoutMillis, int maxWaiting) {

  /// @throws IllegalArgumentException when a number is out of range
  public LeaseSettings {
    if (coolingMillis < 0 || addTimeoutMillis < 1 || maxWaiting < 1) {
      throw new IllegalArgumentException(
          "cooling "
              + coolingMillis
              + " ms, ADD time-out "
              + addTimeoutMillis
              + " ms, "
              + maxWaiting
              + " waiting");
    }
  }
}
