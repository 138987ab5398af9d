package io.berth.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The memory outside the heap that one thread needs to talk netlink. It belongs to the thread, not
/// to the socket: a socket may live for one pod only, and allocating and clearing these buffers
/// would cost more than its messages. The memory goes when the thread and its thread-locals are
/// collected.
final class NativeBuffers {
  /// What one send may hold: about 300 requests of the largest kind.
  static final int SEND_BYTES = 64 * 1024;

  /// What one receive may hold. The kernel fills at most 32 KiB of a dump at once (`netlink_dump`),
  /// whatever the buffer.
  static final int RECEIVE_BYTES = 64 * 1024;

  /// `struct sockaddr_nl`.
  private static final int ADDRESS_BYTES = 12;

  private static final int SENDER_PORT = 4;
  private static final ThreadLocal<NativeBuffers> MINE =
      ThreadLocal.withInitial(NativeBuffers::new);

  private final MemorySegment capture;
  private final MemorySegment scratch;
  private final MemorySegment sender;
  private final MemorySegment senderLength;
  private final MemorySegment send;
  private final MemorySegment receive;
  private final ByteBuffer sendBytes;
  private final ByteBuffer receiveBytes;

  private NativeBuffers() {
    Arena arena = Arena.ofAuto();
    capture = Libc.allocateCapture(arena);
    scratch = arena.allocate(16, 8);
    sender = arena.allocate(ADDRESS_BYTES, 4);
    senderLength = arena.allocate(ValueLayout.JAVA_INT);
    send = arena.allocate(SEND_BYTES, 8);
    receive = arena.allocate(RECEIVE_BYTES, 8);
    sendBytes = send.asByteBuffer().order(ByteOrder.nativeOrder());
    receiveBytes = receive.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// The calling thread's buffers.
  static NativeBuffers mine() {
    return MINE.get();
  }

  MemorySegment capture() {
    return capture;
  }

  /// 16 bytes for arguments passed by address.
  MemorySegment scratch() {
    return scratch;
  }

  /// The buffer to encode into, emptied.
  ByteBuffer emptySendBuffer() {
    return sendBytes.clear();
  }

  /// Sends what was encoded.
  ///
  /// @return the bytes sent, or the negated error number
  long send(int descriptor) {
    return Libc.send(descriptor, send, sendBytes.position());
  }

  /// Receives one datagram from the kernel; datagrams of other senders are dropped.
  ///
  /// @return its length, or the negated error number
  long receive(int descriptor) {
    while (true) {
      senderLength.set(ValueLayout.JAVA_INT, 0, ADDRESS_BYTES);
      long length = Libc.receive(descriptor, receive, sender, senderLength);
      if (length == -Errno.EINTR
          || (length >= 0 && sender.get(ValueLayout.JAVA_INT, SENDER_PORT) != 0)) {
        continue;
      }
      return length > RECEIVE_BYTES ? -Errno.EMSGSIZE : length;
    }
  }

  /// What the last receive brought.
  ByteBuffer received(long length) {
    return receiveBytes.clear().limit((int) length);
  }
}
