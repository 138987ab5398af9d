package io.berth.ipam.port;

import io.berth.ipam.port.CloudFailure.Kind;
import java.util.Locale;
import java.util.Map;

/// Classifies EC2's refusals by code, status and message. Pure functions.
///
/// Source of the codes: Amazon EC2 API reference, "Error codes for the Amazon EC2 API", and
/// messages seen in logs of agents on real instances.
public final class RefusalKinds {

  private static final int HTTP_SERVER_ERROR = 500;
  private static final int HTTP_BAD_GATEWAY = 502;
  private static final int HTTP_GATEWAY_TIMEOUT = 504;
  private static final int HTTP_TOO_MANY_REQUESTS = 429;

  private static final Map<String, Kind> BY_CODE =
      Map.ofEntries(
          Map.entry("RequestLimitExceeded", Kind.THROTTLED),
          Map.entry("Throttling", Kind.THROTTLED),
          Map.entry("ThrottlingException", Kind.THROTTLED),
          Map.entry("RequestThrottled", Kind.THROTTLED),
          Map.entry("RequestThrottledException", Kind.THROTTLED),
          Map.entry("EC2ThrottledException", Kind.THROTTLED),
          Map.entry("TooManyRequestsException", Kind.THROTTLED),
          Map.entry("SlowDown", Kind.THROTTLED),
          Map.entry("InsufficientFreeAddressesInSubnet", Kind.SUBNET_FULL),
          Map.entry("InsufficientCidrBlocks", Kind.NO_PREFIX),
          Map.entry("PrivateIpAddressLimitExceeded", Kind.ENI_FULL),
          Map.entry("AttachmentLimitExceeded", Kind.INSTANCE_FULL),
          Map.entry("NetworkInterfaceLimitExceeded", Kind.LIMIT_REACHED),
          Map.entry("UnauthorizedOperation", Kind.NOT_AUTHORISED),
          Map.entry("AuthFailure", Kind.NOT_AUTHORISED),
          Map.entry("AccessDenied", Kind.NOT_AUTHORISED),
          Map.entry("AccessDeniedException", Kind.NOT_AUTHORISED),
          Map.entry("SignatureDoesNotMatch", Kind.NOT_AUTHORISED),
          Map.entry("InvalidClientTokenId", Kind.NOT_AUTHORISED),
          Map.entry("UnrecognizedClientException", Kind.NOT_AUTHORISED),
          Map.entry("RequestExpired", Kind.NOT_AUTHORISED),
          Map.entry("ExpiredToken", Kind.NOT_AUTHORISED),
          Map.entry("OptInRequired", Kind.NOT_AUTHORISED),
          Map.entry("Blocked", Kind.NOT_AUTHORISED),
          Map.entry("InvalidNetworkInterface.InUse", Kind.BUSY),
          Map.entry("IncorrectState", Kind.BUSY),
          Map.entry("IncorrectInstanceState", Kind.BUSY),
          Map.entry("Unavailable", Kind.UNAVAILABLE),
          Map.entry("ServiceUnavailable", Kind.UNAVAILABLE));

  private RefusalKinds() {}

  /// What a refusal means.
  ///
  /// @param code EC2's code without a prefix; empty when the answer had none, as from a proxy
  /// @param status of HTTP
  /// @param message EC2's
  /// @param changes whether the action changes something, so that it matters if it was applied
  public static Kind of(String code, int status, String message, boolean changes) {
    Kind known = BY_CODE.get(code);
    if (known != null) {
      return known;
    }
    if (code.endsWith(".NotFound")) {
      return Kind.NOT_FOUND;
    }
    if (code.equals("InvalidParameterValue")) {
      return invalidValue(message.toLowerCase(Locale.ROOT));
    }
    return byStatus(status, changes);
  }

  /// EC2 says several things under this code that are not about the request's form.
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
    // Somebody else took the index: our view of the instance is stale.
    return message.contains("already has an interface attached at device index")
        ? Kind.INSTANCE_FULL
        : Kind.REJECTED;
  }

  private static Kind byStatus(int status, boolean changes) {
    return switch (status) {
      case HTTP_TOO_MANY_REQUESTS -> Kind.THROTTLED;
      case 401, 403 -> Kind.NOT_AUTHORISED;
      // The service or a proxy lost its way; the request may have been applied before.
      case HTTP_SERVER_ERROR, HTTP_BAD_GATEWAY, HTTP_GATEWAY_TIMEOUT ->
          changes ? Kind.AMBIGUOUS : Kind.UNAVAILABLE;
      default -> status > HTTP_SERVER_ERROR ? Kind.UNAVAILABLE : Kind.REJECTED;
    };
  }
}
