package io.berth.ipamd.ec2;

import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.RefusalKinds;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Tells EC2's refusals and the transport's failures apart. Pure functions. On the wire codes have
/// no prefix; some records and old tools show them with `Client.` or `Server.`.
final class CloudFailures {

  /// Longest text of a cause that is passed on; a page of HTML from a proxy helps nobody.
  private static final int MAX_MESSAGE_CHARS = 500;

  private CloudFailures() {}

  /// An answer of EC2 that is an error.
  ///
  /// @param code EC2's code; empty when the answer had none, as from a proxy
  /// @param changes whether the action changes something, so that it matters if it was applied
  static CloudFailure refusal(String code, int status, String message, boolean changes) {
    String plain = withoutPrefix(code);
    String name = plain.isEmpty() ? "HTTP " + status : plain;
    return new CloudFailure(
        RefusalKinds.of(plain, status, message, changes), name, shortened(message));
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

  /// An answer that is none to the call, as of a proxy.
  ///
  /// @param changes whether the action changes something, which may then have happened
  static CloudFailure unusable(RuntimeException why, boolean changes) {
    return new CloudFailure(
        changes ? Kind.AMBIGUOUS : Kind.UNAVAILABLE, "UnusableAnswer", shortened(why.toString()));
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
