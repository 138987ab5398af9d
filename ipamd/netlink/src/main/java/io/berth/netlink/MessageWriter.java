package io.berth.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes netlink messages and their nested attributes into a buffer, lengths filled in afterwards.
/// A message that does not fit ends in `BufferOverflowException`; the caller rewinds to where it
/// began.
final class MessageWriter {
  private final ByteBuffer buffer;
  private int messageStart;

  MessageWriter(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.nativeOrder());
  }

  MessageWriter begin(int type, int flags, int sequence) {
    messageStart = buffer.position();
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    return this;
  }

  void end() {
    buffer.putInt(messageStart, buffer.position() - messageStart);
  }

  /// Adds flags to the message that was ended last.
  void addFlags(int flags) {
    int at = messageStart + 6;
    buffer.putShort(at, (short) (buffer.getShort(at) | flags));
  }

  MessageWriter u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  MessageWriter u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  MessageWriter u32(int value) {
    buffer.putInt(value);
    return this;
  }

  MessageWriter attribute(int type, int value) {
    header(type, 4);
    buffer.putInt(value);
    return this;
  }

  /// A number in network order, as nfnetlink wants them whatever the machine.
  MessageWriter networkAttribute(int type, int value) {
    header(type, 4);
    buffer.put((byte) (value >> 24)).put((byte) (value >> 16)).put((byte) (value >> 8));
    return u8(value);
  }

  MessageWriter attribute8(int type, int value) {
    header(type, 1);
    buffer.put((byte) value);
    pad();
    return this;
  }

  MessageWriter attribute64(int type, long value) {
    header(type, 8);
    buffer.putLong(value);
    return this;
  }

  MessageWriter attribute(int type, byte[] value) {
    header(type, value.length);
    buffer.put(value);
    pad();
    return this;
  }

  MessageWriter attribute(int type, NetAddress address) {
    return attribute(type, address.toBytes());
  }

  /// A text with its final zero.
  MessageWriter attribute(int type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    header(type, bytes.length + 1);
    buffer.put(bytes).put((byte) 0);
    pad();
    return this;
  }

  /// Opens a nested attribute; the result goes to [#close].
  int open(int type) {
    int start = buffer.position();
    header(type, 0);
    return start;
  }

  void close(int start) {
    buffer.putShort(start, (short) (buffer.position() - start));
  }

  private void header(int type, int payloadBytes) {
    buffer
        .putShort((short) (Rtnetlink.ATTRIBUTE_HEADER_BYTES + payloadBytes))
        .putShort((short) type);
  }

  private void pad() {
    while ((buffer.position() - messageStart & 3) != 0) {
      buffer.put((byte) 0);
    }
  }
}
