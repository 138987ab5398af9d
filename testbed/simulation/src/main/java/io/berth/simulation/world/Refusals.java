package io.berth.simulation.world;

import io.berth.emulator.vpc.ApiError;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.RefusalKinds;

/// The model's refusals as failures of the port.
final class Refusals {

  static final String THROTTLED = "RequestLimitExceeded";

  private Refusals() {}

  /// @param changes whether the call would have changed something
  static CloudFailure of(ApiError error, boolean changes) {
    return new CloudFailure(
        RefusalKinds.of(error.code(), error.status(), error.message(), changes),
        error.code(),
        error.message());
  }

  /// The connection broke.
  ///
  /// @param changes whether the call would have changed something
  static CloudFailure noAnswer(boolean changes) {
    return new CloudFailure(
        changes ? Kind.AMBIGUOUS : Kind.UNAVAILABLE, "SocketException", "Connection reset");
  }
}
