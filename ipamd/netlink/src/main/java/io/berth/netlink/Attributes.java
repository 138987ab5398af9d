package io.berth.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A cursor over the attributes in a part of a message. Every read is checked against the
/// attribute's own length, and every attribute against its surroundings, so no input leads outside
/// the buffer.
final class Attributes {
  private final ByteBuffer buffer;
  private final int end;
  private int next;
  private int type;
  private int start;
  private int length;

  Attributes(ByteBuffer buffer, int from, int end) {
    this.buffer = buffer;
    this.next = from;
    this.end = end;
  }

  /// Moves to the next attribute; false at the end.
  boolean next() throws MalformedMessageException {
    if (next >= end) {
      return false;
    }
    int whole = end - next < Rtnetlink.ATTRIBUTE_HEADER_BYTES ? 0 : buffer.getShort(next) & 0xffff;
    if (whole < Rtnetlink.ATTRIBUTE_HEADER_BYTES || whole > end - next) {
      throw new MalformedMessageException("an attribute of " + whole + " bytes in " + (end - next));
    }
    type = buffer.getShort(next + 2) & Rtnetlink.NLA_TYPE_MASK;
    start = next + Rtnetlink.ATTRIBUTE_HEADER_BYTES;
    length = whole - Rtnetlink.ATTRIBUTE_HEADER_BYTES;
    next = Math.min(next + Rtnetlink.align(whole), end);
    return true;
  }

  int type() {
    return type;
  }

  int length() {
    return length;
  }

  int u8() throws MalformedMessageException {
    require(1);
    return buffer.get(start) & 0xff;
  }

  int u32() throws MalformedMessageException {
    require(4);
    return buffer.getInt(start);
  }

  /// A number in network order.
  int networkU32() throws MalformedMessageException {
    require(4);
    return ByteBuffer.wrap(bytes()).getInt();
  }

  /// The text up to its first zero, or to the end of the attribute.
  String text() {
    byte[] bytes = bytes();
    int zero = 0;
    while (zero < bytes.length && bytes[zero] != 0) {
      zero++;
    }
    return new String(bytes, 0, zero, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return bytes;
  }

  NetAddress address(NetAddress.Family family) throws MalformedMessageException {
    require(family.bytes());
    return NetAddress.ofBytes(bytes());
  }

  /// The payload as an array of 32-bit values; a remainder is dropped.
  Ipv4Settings settings() {
    int[] values = new int[Math.min(length / 4, Ipv4Setting.MAX_INDEX)];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.getInt(start + 4 * i);
    }
    return new Ipv4Settings(values);
  }

  Attributes nested() {
    return new Attributes(buffer, start, start + length);
  }

  private void require(int bytes) throws MalformedMessageException {
    if (length != bytes) {
      throw new MalformedMessageException(
          "attribute " + type + " has " + length + " bytes, not " + bytes);
    }
  }
}
