package io.berth.netlink;

/// What became of one [Request].
public sealed interface Outcome {

  /// The kernel acknowledged it.
  record Done() implements Outcome {}

  /// It was not done, or (`ETIMEDOUT`, `ENOBUFS`) nobody knows whether it was.
  ///
  /// @param errno the kernel's error number, positive
  /// @param extendedAck the kernel's own explanation, empty when it gave none
  /// @param asked what was asked, as [Request#words()] says it
  record Failed(int errno, String extendedAck, String asked) implements Outcome {

    /// The symbol of the error number, such as `EEXIST`.
    public String errnoName() {
      return Errno.name(errno);
    }

    /// The whole story in one line: what was asked, the error, and the kernel's explanation when
    /// there is one.
    public String message() {
      return "cannot "
          + asked
          + ": "
          + Errno.text(errno)
          + (extendedAck.isEmpty() ? "" : " (kernel: " + extendedAck + ")");
    }

    /// Whether the object exists already (`EEXIST`).
    public boolean alreadyExists() {
      return errno == Errno.EEXIST;
    }

    /// Whether the object, or the link it hangs on, does not exist (`ENOENT`, `ESRCH`, `ENODEV`,
    /// `EADDRNOTAVAIL`).
    public boolean notFound() {
      return switch (errno) {
        case Errno.ENOENT, Errno.ESRCH, Errno.ENODEV, Errno.EADDRNOTAVAIL -> true;
        default -> false;
      };
    }

    /// Whether the request may have been done although no acknowledgement came.
    public boolean ambiguous() {
      return errno == Errno.ETIMEDOUT || errno == Errno.ENOBUFS || errno == Errno.EBADMSG;
    }

    /// This failure as an exception, for callers that treat it as one.
    public SystemCallException toException() {
      return new SystemCallException(errno, message());
    }
  }
}
