package io.berth.netlink;

/// Bytes that are no netlink message. It stays inside the package: callers see a failed outcome.
final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
