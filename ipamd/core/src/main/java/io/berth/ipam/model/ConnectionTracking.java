package io.berth.ipam.model;

/// After how long EC2 forgets idle connections of an ENI.
///
/// Source: EC2 user guide, "Security group connection tracking", with these ranges.
///
/// @param tcpEstablishedSeconds 60 to 432,000; 0 for EC2's default
/// @param udpStreamSeconds 60 to 180; 0 for EC2's default
/// @param udpSeconds 30 to 60; 0 for EC2's default
public record ConnectionTracking(int tcpEstablishedSeconds, int udpStreamSeconds, int udpSeconds) {

  /// EC2's defaults.
  public static final ConnectionTracking DEFAULT = new ConnectionTracking(0, 0, 0);

  /// @throws IllegalArgumentException for a negative number
  public ConnectionTracking {
    if (tcpEstablishedSeconds < 0 || udpStreamSeconds < 0 || udpSeconds < 0) {
      throw new IllegalArgumentException(
          "negative time-out of tracked connections: TCP "
              + tcpEstablishedSeconds
              + " s, UDP streams "
              + udpStreamSeconds
              + " s, UDP "
              + udpSeconds
              + " s");
    }
  }

  public boolean isDefault() {
    return equals(DEFAULT);
  }
}
