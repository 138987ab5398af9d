package io.berth.netlink;

/// The numbers of the system calls used here, on one architecture.
record SystemCallNumbers(
    int socket,
    int close,
    int setsockopt,
    int getsockopt,
    int sendto,
    int recvfrom,
    int openat,
    int setns,
    int unshare,
    int mount,
    int umount2,
    int ioctl,
    int fstat) {

  /// `asm/unistd_64.h`.
  private static final SystemCallNumbers AMD64 =
      new SystemCallNumbers(41, 3, 54, 55, 44, 45, 257, 308, 272, 165, 166, 16, 5);

  /// `asm-generic/unistd.h`.
  private static final SystemCallNumbers ARM64 =
      new SystemCallNumbers(198, 57, 208, 209, 206, 207, 56, 268, 97, 40, 39, 29, 80);

  /// @param architecture the system property `os.arch`
  /// @throws UnsupportedOperationException for an architecture whose numbers are not here
  static SystemCallNumbers of(String architecture) {
    return switch (architecture) {
      case "amd64" -> AMD64;
      case "aarch64" -> ARM64;
      default ->
          throw new UnsupportedOperationException(
              "netlink works on amd64 and aarch64; the numbers of system calls on \""
                  + architecture
                  + "\" are not known");
    };
  }
}
