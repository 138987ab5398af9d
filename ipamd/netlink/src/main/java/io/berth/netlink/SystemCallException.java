package io.berth.netlink;

import java.io.IOException;

/// A system call failed.
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  SystemCallException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  static SystemCallException of(int errno, String what) {
    return new SystemCallException(errno, "cannot " + what + ": " + Errno.text(errno));
  }

  /// The error number, positive.
  public int errno() {
    return errno;
  }

  /// The symbol of the error number, such as `EPERM`.
  public String errnoName() {
    return Errno.name(errno);
  }
}
