package io.berth.netlink;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The system calls of this library, one method each. Every method returns the call's result, or
/// the negated error number when it failed: a raw -1 never leaves this class.
///
/// All of them go through one downcall, the C library's `syscall(2)`. Each further *shape* of
/// downcall costs a process about 30 ms of processor time at its start (the linker generates code
/// for each; measured on JDK 25, with and without an AOT cache), and a daemon's restart has half a
/// second. Pointers travel as 64-bit integers, which the calling conventions of amd64 and arm64 do
/// not tell apart; the memory behind them belongs to the calling thread's [NativeBuffers] or to an
/// arena that is open until the call returns.
@SuppressWarnings(
    "restricted") // native calls are this class's purpose; it is the only one with a downcall
final class SystemCalls {
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SO_PROTOCOL = 38;
  static final int SO_DOMAIN = 39;
  static final int SOL_NETLINK = 270;
  static final int NETLINK_CAP_ACK = 10;
  static final int NETLINK_EXT_ACK = 11;
  static final int NETLINK_GET_STRICT_CHK = 12;
  static final int CLONE_NEWNET = 0x40000000;
  static final int NS_GET_NSTYPE = 0xb703;
  static final int SIOCGSKNS = 0x894c;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int MSG_TRUNC = 0x20;
  private static final int AT_FDCWD = -100;
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int MS_BIND = 4096;
  private static final int MNT_DETACH = 2;

  /// Large enough for `struct stat` on both architectures; its first two words are device and
  /// inode.
  private static final int STAT_BYTES = 256;

  private static final int NULL = 0;

  private static final SystemCallNumbers NUMBERS =
      SystemCallNumbers.of(System.getProperty("os.arch", ""));

  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private SystemCalls() {}

  static int socket(int domain, int type, int protocol) {
    return (int) call(NUMBERS.socket(), domain, type, protocol, 0, 0, 0);
  }

  static int close(int descriptor) {
    return (int) call(NUMBERS.close(), descriptor, 0, 0, 0, 0, 0);
  }

  /// Sets an option whose value is an int.
  static int setSocketOption(int descriptor, int level, int option, int value) {
    NativeBuffers buffers = NativeBuffers.mine();
    buffers.scratch().putInt(0, value);
    return (int)
        call(
            NUMBERS.setsockopt(),
            descriptor,
            level,
            option,
            buffers.scratchAddress(),
            Integer.BYTES,
            0);
  }

  /// Bounds how long a receive waits, `struct timeval`.
  static int setReceiveTimeout(int descriptor, long millis) {
    NativeBuffers buffers = NativeBuffers.mine();
    buffers.scratch().putLong(0, millis / 1000).putLong(8, millis % 1000 * 1000);
    return (int)
        call(
            NUMBERS.setsockopt(),
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            buffers.scratchAddress(),
            16,
            0);
  }

  /// Reads an option of the socket level whose value is a non-negative int.
  static int getSocketOption(int descriptor, int option) {
    NativeBuffers buffers = NativeBuffers.mine();
    buffers.scratch().putInt(8, Integer.BYTES);
    long value = buffers.scratchAddress();
    long result = call(NUMBERS.getsockopt(), descriptor, SOL_SOCKET, option, value, value + 8, 0);
    return result < 0 ? (int) result : buffers.scratch().getInt(0);
  }

  static long send(int descriptor, long address, long length) {
    return call(NUMBERS.sendto(), descriptor, address, length, 0, NULL, 0);
  }

  /// Receives one datagram and the sender's address. The result is the datagram's real length, even
  /// beyond the buffer.
  static long receive(int descriptor, long address, long length, long sender, long senderLength) {
    return call(NUMBERS.recvfrom(), descriptor, address, length, MSG_TRUNC, sender, senderLength);
  }

  static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(NUMBERS.openat(), AT_FDCWD, text(arena, path), O_RDONLY_CLOEXEC, 0, 0, 0);
    }
  }

  static int enterNetwork(int descriptor) {
    return (int) call(NUMBERS.setns(), descriptor, CLONE_NEWNET, 0, 0, 0, 0);
  }

  static int unshareNetwork() {
    return (int) call(NUMBERS.unshare(), CLONE_NEWNET, 0, 0, 0, 0, 0);
  }

  static int bindMount(String source, String target) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          call(NUMBERS.mount(), text(arena, source), text(arena, target), NULL, MS_BIND, NULL, 0);
    }
  }

  static int unmount(String target) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(NUMBERS.umount2(), text(arena, target), MNT_DETACH, 0, 0, 0, 0);
    }
  }

  /// An `ioctl` without an argument.
  static int ioctl(int descriptor, int request) {
    return (int) call(NUMBERS.ioctl(), descriptor, request, 0, 0, 0, 0);
  }

  /// Writes device and inode of an open descriptor into `result`.
  static int deviceAndInode(int descriptor, long[] result) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STAT_BYTES, Long.BYTES);
      int code = (int) call(NUMBERS.fstat(), descriptor, stat.address(), 0, 0, 0, 0);
      ByteBuffer words = stat.asByteBuffer().order(java.nio.ByteOrder.nativeOrder());
      result[0] = words.getLong(0);
      result[1] = words.getLong(8);
      return code;
    }
  }

  private static long text(Arena arena, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment copy = arena.allocate(bytes.length + 1L);
    copy.asByteBuffer().put(bytes);
    return copy.address();
  }

  private static long call(long number, long a, long b, long c, long d, long e, long f) {
    NativeBuffers buffers = NativeBuffers.mine();
    try {
      long result = (long) SYSCALL.invokeExact(buffers.callState(), number, a, b, c, d, e, f);
      return result == -1 ? -buffers.errno() : result;
    } catch (Throwable thrown) {
      throw new AssertionError("a system call threw", thrown);
    }
  }
}
