package io.berth.netlink;

/// Error numbers of Linux on its generic architectures (amd64, arm64): `asm-generic/errno.h`.
final class Errno {
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int EBADMSG = 74;
  static final int EMSGSIZE = 90;
  static final int EADDRNOTAVAIL = 99;
  static final int ENOBUFS = 105;
  static final int ETIMEDOUT = 110;

  private Errno() {}

  /// The symbol, or `errno N` for one that this subsystem does not use.
  static String name(int errno) {
    String text = text(errno);
    int space = text.indexOf(" (");
    return space < 0 ? text : text.substring(0, space);
  }

  /// The symbol with its meaning.
  static String text(int errno) {
    return switch (errno) {
      case 1 -> "EPERM (not permitted)";
      case ENOENT -> "ENOENT (no such object)";
      case ESRCH -> "ESRCH (no such entry)";
      case EINTR -> "EINTR (interrupted)";
      case 5 -> "EIO (input/output error)";
      case 6 -> "ENXIO (no such device or address)";
      case 7 -> "E2BIG (too long)";
      case 9 -> "EBADF (bad descriptor)";
      case EAGAIN -> "EAGAIN (try again)";
      case 12 -> "ENOMEM (out of memory)";
      case 13 -> "EACCES (access denied)";
      case 14 -> "EFAULT (bad address)";
      case 16 -> "EBUSY (busy)";
      case EEXIST -> "EEXIST (exists already)";
      case ENODEV -> "ENODEV (no such link)";
      case 20 -> "ENOTDIR (not a folder)";
      case 21 -> "EISDIR (is a folder)";
      case EINVAL -> "EINVAL (invalid argument)";
      case 23 -> "ENFILE (too many open files on this machine)";
      case 24 -> "EMFILE (too many open files in this process)";
      case 25 -> "ENOTTY (descriptor of the wrong kind)";
      case 28 -> "ENOSPC (no space left)";
      case 30 -> "EROFS (read-only)";
      case 34 -> "ERANGE (out of range)";
      case 38 -> "ENOSYS (not implemented)";
      case 71 -> "EPROTO (protocol error)";
      case EBADMSG -> "EBADMSG (bad message)";
      case 75 -> "EOVERFLOW (value too large)";
      case 88 -> "ENOTSOCK (not a socket)";
      case EMSGSIZE -> "EMSGSIZE (message too long)";
      case 93 -> "EPROTONOSUPPORT (protocol not supported)";
      case 95 -> "EOPNOTSUPP (not supported)";
      case 97 -> "EAFNOSUPPORT (address family not supported)";
      case 98 -> "EADDRINUSE (address in use)";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL (no such address)";
      case 100 -> "ENETDOWN (network is down)";
      case 101 -> "ENETUNREACH (network unreachable)";
      case ENOBUFS -> "ENOBUFS (no buffer space)";
      case ETIMEDOUT -> "ETIMEDOUT (no answer in time)";
      case 113 -> "EHOSTUNREACH (no route to host)";
      default -> "errno " + errno;
    };
  }
}
