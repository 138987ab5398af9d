package io.berth.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The memory outside the heap that one thread needs for system calls. It belongs to the thread,
/// not to the socket: a socket may live for one pod only, and allocating and clearing these buffers
/// would cost more than its messages. The large ones come with the first message, since a thread
/// that only enters a namespace needs none. The memory goes when the thread and its thread-locals
/// are collected.
final class NativeBuffers {
  /// What one send may hold: about 300 requests of the largest kind.
  static final int SEND_BYTES = 64 * 1024;

  /// What one receive may hold. The kernel fills at most 32 KiB of a dump at once (`netlink_dump`),
  /// whatever the buffer.
  static final int RECEIVE_BYTES = 64 * 1024;

  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final int ERRNO =
      (int) CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final ThreadLocal<NativeBuffers> MINE =
      ThreadLocal.withInitial(NativeBuffers::new);

  private final MemorySegment callState;
  private final ByteBuffer callStateBytes;
  private final MemorySegment scratch;
  private final ByteBuffer scratchBytes;
  private @Nullable Messages messages;

  private NativeBuffers() {
    Arena arena = Arena.ofAuto();
    callState = arena.allocate(CALL_STATE);
    callStateBytes = bytes(callState);
    scratch = arena.allocate(16, Long.BYTES);
    scratchBytes = bytes(scratch);
  }

  /// The calling thread's buffers.
  static NativeBuffers mine() {
    return MINE.get();
  }

  /// Where a downcall leaves the error number.
  MemorySegment callState() {
    return callState;
  }

  /// The error number of the last call that failed.
  int errno() {
    return callStateBytes.getInt(ERRNO);
  }

  /// 16 bytes for arguments passed by address.
  ByteBuffer scratch() {
    return scratchBytes;
  }

  long scratchAddress() {
    return scratch.address();
  }

  /// The thread's buffers for messages.
  Messages messages() {
    Messages mine = messages;
    if (mine == null) {
      mine = new Messages();
      messages = mine;
    }
    return mine;
  }

  private static ByteBuffer bytes(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// Buffers for messages to and from the kernel.
  static final class Messages {
    /// `struct sockaddr_nl`.
    private static final int ADDRESS_BYTES = 12;

    private static final int SENDER_PORT = 4;

    private final MemorySegment send;
    private final MemorySegment receive;
    private final MemorySegment sender;
    private final ByteBuffer sendBytes;
    private final ByteBuffer receiveBytes;
    private final ByteBuffer senderBytes;

    private Messages() {
      Arena arena = Arena.ofAuto();
      send = arena.allocate(SEND_BYTES, Long.BYTES);
      receive = arena.allocate(RECEIVE_BYTES, Long.BYTES);
      sender = arena.allocate(ADDRESS_BYTES + Integer.BYTES, Integer.BYTES);
      sendBytes = bytes(send);
      receiveBytes = bytes(receive);
      senderBytes = bytes(sender);
    }

    /// The buffer to encode into, emptied.
    ByteBuffer emptySendBuffer() {
      return sendBytes.clear();
    }

    /// Sends what was encoded.
    ///
    /// @return the bytes sent, or the negated error number
    long send(int descriptor) {
      return SystemCalls.send(descriptor, send.address(), sendBytes.position());
    }

    /// Receives one datagram from the kernel; datagrams of other senders are dropped.
    ///
    /// @return its length, or the negated error number
    long receive(int descriptor) {
      long lengthAddress = sender.address() + ADDRESS_BYTES;
      while (true) {
        senderBytes.putInt(ADDRESS_BYTES, ADDRESS_BYTES);
        long length =
            SystemCalls.receive(
                descriptor, receive.address(), RECEIVE_BYTES, sender.address(), lengthAddress);
        if (length == -Errno.EINTR || (length >= 0 && senderBytes.getInt(SENDER_PORT) != 0)) {
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
}
