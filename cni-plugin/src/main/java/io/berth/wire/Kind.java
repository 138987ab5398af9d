package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// What a frame carries.
public enum Kind {
  /// A call of the container network interface, sent by the executable.
  CNI_REQUEST(1),
  /// The answer to any request.
  REPLY(2),
  /// A call of the control client.
  CONTROL_REQUEST(3);

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  /// The number that stands in the header.
  public int code() {
    return code;
  }

  /// The kind with this number, or null when version 1 has none.
  public static @Nullable Kind of(int code) {
    switch (code) {
      case 1:
        return CNI_REQUEST;
      case 2:
        return REPLY;
      case 3:
        return CONTROL_REQUEST;
      default:
        return null;
    }
  }
}
