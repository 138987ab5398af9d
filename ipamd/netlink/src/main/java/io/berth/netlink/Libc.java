package io.berth.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of this library, one method each. Every method returns the call's result, or
/// the negated error number when it failed: a raw -1 never leaves this class.
///
/// The numbers are those of Linux on amd64 and arm64, which agree on all that is used here.
@SuppressWarnings(
    "restricted") // native calls are this class's purpose; it is the only one with downcalls
final class Libc {
  static final int AF_NETLINK = 16;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVTIMEO = 20;
  static final int SO_PROTOCOL = 38;
  static final int SO_DOMAIN = 39;
  static final int SOL_NETLINK = 270;
  static final int NETLINK_CAP_ACK = 10;
  static final int NETLINK_EXT_ACK = 11;
  static final int NETLINK_GET_STRICT_CHK = 12;
  static final int MSG_TRUNC = 0x20;
  static final int O_RDONLY_CLOEXEC = 0x80000;
  static final int CLONE_NEWNET = 0x40000000;
  static final int MS_BIND = 4096;
  static final int MNT_DETACH = 2;
  static final long NS_GET_NSTYPE = 0xb703;
  static final long SIOCGSKNS = 0x894c;

  /// Large enough for `struct stat` on every architecture; its first two words are device and
  /// inode.
  private static final int STAT_BYTES = 256;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SEND =
      handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECVFROM =
      handle(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));

  private Libc() {}

  /// The calls that only namespaces need, so that a process that is handed its descriptors never
  /// links them.
  private static final class Namespaces {
    static final MethodHandle OPEN =
        handle(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle SETNS =
        handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    static final MethodHandle UNSHARE =
        handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    static final MethodHandle MOUNT =
        handle(
            "mount",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    static final MethodHandle UMOUNT2 =
        handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle FSTAT =
        handle("fstat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    static final MethodHandle IOCTL =
        handle(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
  }

  static int socket(int domain, int type, int protocol) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((int) SOCKET.invokeExact(capture, domain, type, protocol), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int close(int descriptor) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((int) CLOSE.invokeExact(capture, descriptor), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /// Sets an option whose value is an int.
  static int setSocketOption(int descriptor, int level, int option, int value) {
    MemorySegment scratch = NativeBuffers.mine().scratch();
    scratch.set(JAVA_INT, 0, value);
    return setSocketOption(descriptor, level, option, scratch, 4);
  }

  /// Bounds how long a receive waits, `struct timeval`.
  static int setReceiveTimeout(int descriptor, long millis) {
    MemorySegment scratch = NativeBuffers.mine().scratch();
    scratch.set(JAVA_LONG, 0, millis / 1000);
    scratch.set(JAVA_LONG, 8, millis % 1000 * 1000);
    return setSocketOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, scratch, 16);
  }

  private static int setSocketOption(
      int descriptor, int level, int option, MemorySegment value, int bytes) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check(
          (int) SETSOCKOPT.invokeExact(capture, descriptor, level, option, value, bytes), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /// Reads an option of the socket level whose value is a non-negative int.
  static int getSocketOption(int descriptor, int option) {
    NativeBuffers buffers = NativeBuffers.mine();
    MemorySegment value = buffers.scratch().asSlice(0, 4);
    MemorySegment length = buffers.scratch().asSlice(8, 4);
    length.set(JAVA_INT, 0, 4);
    try {
      int result =
          (int)
              GETSOCKOPT.invokeExact(
                  buffers.capture(), descriptor, SOL_SOCKET, option, value, length);
      return result < 0 ? check(result, buffers.capture()) : value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static long send(int descriptor, MemorySegment bytes, long length) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((long) SEND.invokeExact(capture, descriptor, bytes, length, 0), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /// Receives one datagram and the sender's address; with `MSG_TRUNC` the result is its real
  /// length, even beyond the buffer.
  static long receive(
      int descriptor, MemorySegment bytes, MemorySegment sender, MemorySegment senderLength) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check(
          (long)
              RECVFROM.invokeExact(
                  capture, descriptor, bytes, bytes.byteSize(), MSG_TRUNC, sender, senderLength),
          capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int open(String path) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try (Arena arena = Arena.ofConfined()) {
      return check(
          (int) Namespaces.OPEN.invokeExact(capture, arena.allocateFrom(path), O_RDONLY_CLOEXEC),
          capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int setns(int descriptor) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((int) Namespaces.SETNS.invokeExact(capture, descriptor, CLONE_NEWNET), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int unshareNetwork() {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((int) Namespaces.UNSHARE.invokeExact(capture, CLONE_NEWNET), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int bindMount(String source, String target) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocateFrom("none");
      return check(
          (int)
              Namespaces.MOUNT.invokeExact(
                  capture,
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  none,
                  (long) MS_BIND,
                  MemorySegment.NULL),
          capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static int unmount(String target) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try (Arena arena = Arena.ofConfined()) {
      return check(
          (int) Namespaces.UMOUNT2.invokeExact(capture, arena.allocateFrom(target), MNT_DETACH),
          capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /// An `ioctl` without an argument.
  static int ioctl(int descriptor, long request) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try {
      return check((int) Namespaces.IOCTL.invokeExact(capture, descriptor, request), capture);
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  /// Writes device and inode of an open descriptor into `result`.
  static int deviceAndInode(int descriptor, long[] result) {
    MemorySegment capture = NativeBuffers.mine().capture();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STAT_BYTES, 8);
      int code = check((int) Namespaces.FSTAT.invokeExact(capture, descriptor, stat), capture);
      result[0] = stat.get(ValueLayout.JAVA_LONG, 0);
      result[1] = stat.get(ValueLayout.JAVA_LONG, 8);
      return code;
    } catch (Throwable e) {
      throw bug(e);
    }
  }

  static MemorySegment allocateCapture(Arena arena) {
    return arena.allocate(CAPTURE_LAYOUT);
  }

  private static int check(int result, MemorySegment capture) {
    return result < 0 ? -(int) ERRNO.get(capture, 0L) : result;
  }

  private static long check(long result, MemorySegment capture) {
    return result < 0 ? -(int) ERRNO.get(capture, 0L) : result;
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = java.util.Arrays.copyOf(more, more.length + 1);
    options[more.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /// A downcall itself throws nothing that could be handled.
  private static AssertionError bug(Throwable e) {
    return new AssertionError("a native call threw", e);
  }
}
