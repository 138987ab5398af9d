package io.berth.ipamd.ec2;

import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Tells EC2's refusals and the transport's failures apart. Pure functions.
///
/// Source of the codes: Amazon EC2 API reference, "Error codes for the Amazon EC2 API", and
/// messages seen in logs of agents on real instances. On the wire codes have no prefix; some
/// records and old tools show them with `Client.` or `Server.`.
final class CloudFailures {

  private static final int HTTP_SERVER_ERROR = 500;
  private static final int HTTP_BAD_GATEWAY = 502;
  private static final int HTTP_GATEWAY_TIMEOUT = 504;
  private static final int HTTP_TOO_MANY_REQUESTS = 429;

  /// Longest text of a cause that is passed on; a page of HTML from a proxy helps nobody.
  private static final int MAX_MESSAGE_CHARS = 500;

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

  private CloudFailures() {}

  /// An answer of EC2 that is an error.
  ///
  /// @param code EC2's code; empty when the answer had none, as from a proxy
  /// @param changes whether the action changes something, so that it matters if it was applied
  static CloudFailure refusal(String code, int status, String message, boolean changes) {
    String plain = withoutPrefix(code);
    String name = plain.isEmpty() ? "HTTP " + status : plain;
    return new CloudFailure(kind(plain, status, message, changes), name, shortened(message));
  }

  /// A call without a usable answer.
  ///
  /// @param handedOver whether the request was given to the HTTP client
  /// @param changes whether the action changes something
  static CloudFailure noAnswer(Throwable failure, boolean handedOver, boolean changes) {
    boolean maybeApplied = changes && handedOver && !neverConnected(failure);
    Throwable root = root(failure);
    return new CloudFailure(
        maybeApplied ? Kind.AMBIGUOUS : Kind.UNAVAILABLE,
        root.getClass().getSimpleName(),
        shortened(String.valueOf(root.getMessage())));
  }

  private static Kind kind(String code, int status, String message, boolean changes) {
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

  /// Whether no connection stood, so that nothing can have been sent.
  private static boolean neverConnected(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof UnknownHostException
          || t instanceof NoRouteToHostException
          || t instanceof SSLHandshakeException
          || (t instanceof SocketTimeoutException && isConnect(t.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  /// The JDK has one exception for both time-outs and tells them apart by text only.
  private static boolean isConnect(@Nullable String message) {
    return message != null && message.toLowerCase(Locale.ROOT).startsWith("connect");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String withoutPrefix(String code) {
    return code.startsWith("Client.") || code.startsWith("Server.")
        ? code.substring("Client.".length())
        : code;
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE_CHARS
        ? message
        : message.substring(0, MAX_MESSAGE_CHARS) + "…";
  }
}
