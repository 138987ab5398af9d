package io.berth.simulation.world;

import io.berth.emulator.vpc.ApiError;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;

/// The model's refusals as failures of the port, classified as the daemon's adapter does.
final class Refusals {

  static final String THROTTLED = "RequestLimitExceeded";

  private Refusals() {}

  static CloudFailure of(ApiError error) {
    return new CloudFailure(kind(error), error.code(), error.message());
  }

  /// The connection broke.
  ///
  /// @param changes whether the call would have changed something
  static CloudFailure noAnswer(boolean changes) {
    return new CloudFailure(
        changes ? Kind.AMBIGUOUS : Kind.UNAVAILABLE, "SocketException", "Connection reset");
  }

  private static Kind kind(ApiError error) {
    return switch (error.code()) {
      case THROTTLED -> Kind.THROTTLED;
      case "InsufficientFreeAddressesInSubnet" -> Kind.SUBNET_FULL;
      case "InsufficientCidrBlocks" -> Kind.NO_PREFIX;
      case "PrivateIpAddressLimitExceeded" -> Kind.ENI_FULL;
      case "AttachmentLimitExceeded" -> Kind.INSTANCE_FULL;
      case "NetworkInterfaceLimitExceeded" -> Kind.LIMIT_REACHED;
      case "UnauthorizedOperation" -> Kind.NOT_AUTHORISED;
      case "InvalidNetworkInterface.InUse", "IncorrectState" -> Kind.BUSY;
      case "InvalidParameterValue" -> invalidValue(error.message());
      default -> byForm(error);
    };
  }

  private static Kind invalidValue(String message) {
    if (message.contains("sufficient free")) {
      return Kind.SUBNET_FULL;
    }
    if (message.contains("currently in use")) {
      return Kind.BUSY;
    }
    if (message.contains("not assigned to interface")) {
      return Kind.NOT_FOUND;
    }
    return message.contains("already has an interface attached at device index")
        ? Kind.INSTANCE_FULL
        : Kind.REJECTED;
  }

  private static Kind byForm(ApiError error) {
    if (error.code().endsWith(".NotFound")) {
      return Kind.NOT_FOUND;
    }
    return error.status() >= 500 ? Kind.AMBIGUOUS : Kind.REJECTED;
  }
}
