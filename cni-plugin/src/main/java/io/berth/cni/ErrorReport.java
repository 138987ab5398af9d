package io.berth.cni;

import org.jspecify.annotations.Nullable;

/// Prints the error object of the specification. The codes are those that this process uses by
/// itself; all others are the daemon's.
final class ErrorReport {

  /// An environment variable is missing or invalid.
  static final int ENVIRONMENT = 4;

  /// Stdin cannot be read.
  static final int INPUT = 5;

  /// The namespace is the plugin's own (a code of the reference library).
  static final int OWN_NAMESPACE = 8;

  /// Try again later.
  static final int TRY_AGAIN = 11;

  /// The plugin is not available.
  static final int NOT_AVAILABLE = 50;

  private final Host host;
  private final Request request;

  ErrorReport(Host host, Request request) {
    this.host = host;
    this.request = request;
  }

  /// Prints an error without details.
  ///
  /// @return the exit code
  int error(int code, byte[] message) {
    return error(code, message, null);
  }

  /// Prints an error.
  ///
  /// @return the exit code
  int error(int code, byte[] message, byte @Nullable [] details) {
    ByteText text = new ByteText().ascii("{");
    byte[] version = request.cniVersion();
    if (version != null) {
      text.ascii("\"cniVersion\":").jsonString(version).ascii(",");
    }
    text.ascii("\"code\":").number(code).ascii(",\"msg\":").jsonString(message);
    if (details != null) {
      text.ascii(",\"details\":").jsonString(details);
    }
    byte[] bytes = text.ascii("}\n").toBytes();
    host.write(1, bytes, 0, bytes.length);
    return 1;
  }
}
