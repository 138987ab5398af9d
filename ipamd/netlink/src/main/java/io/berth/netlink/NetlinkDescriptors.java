package io.berth.netlink;

/// Opens and prepares netlink sockets of whichever protocol.
final class NetlinkDescriptors {
  private NetlinkDescriptors() {}

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// @param protocol `NETLINK_…` of `linux/netlink.h`
  static int open(int protocol) throws SystemCallException {
    int descriptor =
        SystemCalls.socket(
            SystemCalls.AF_NETLINK, SystemCalls.SOCK_RAW | SystemCalls.SOCK_CLOEXEC, protocol);
    if (descriptor < 0) {
      throw SystemCallException.of(-descriptor, "open a netlink socket");
    }
    return descriptor;
  }

  /// Sets the options that this library relies on.
  ///
  /// @param owned whether to close the descriptor when this fails
  static void configure(int descriptor, boolean owned) throws SystemCallException {
    int result =
        SystemCalls.setSocketOption(
            descriptor, SystemCalls.SOL_NETLINK, SystemCalls.NETLINK_EXT_ACK, 1);
    result =
        Math.min(
            result,
            SystemCalls.setSocketOption(
                descriptor, SystemCalls.SOL_NETLINK, SystemCalls.NETLINK_CAP_ACK, 1));
    result =
        Math.min(
            result,
            SystemCalls.setSocketOption(
                descriptor, SystemCalls.SOL_NETLINK, SystemCalls.NETLINK_GET_STRICT_CHK, 1));
    result =
        Math.min(
            result,
            SystemCalls.setReceiveTimeout(descriptor, NetlinkSocket.RECEIVE_TIMEOUT_MILLIS));
    if (result < 0) {
      if (owned) {
        SystemCalls.close(descriptor);
      }
      throw SystemCallException.of(-result, "set the options of netlink socket " + descriptor);
    }
  }

  /// A receive that timed out says EAGAIN; its meaning here is a time-out.
  static int receiveError(long result) {
    return result == -Errno.EAGAIN ? Errno.ETIMEDOUT : (int) -result;
  }
}
