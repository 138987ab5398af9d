package io.berth.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// One netlink message inside a buffer: its header and where its payload lies.
///
/// @param type `RTM_…` or `NLMSG_…`
/// @param flags `NLM_F_…`
/// @param sequence the number of the request that it answers
/// @param payload the payload, from position 0 to its limit, in the machine's byte order
record Message(int type, int flags, int sequence, ByteBuffer payload) {

  /// Takes the message at the buffer's position and moves the position behind it.
  ///
  /// @throws MalformedMessageException when its header or length do not fit the buffer
  static Message next(ByteBuffer buffer) throws MalformedMessageException {
    int start = buffer.position();
    int available = buffer.remaining();
    if (available < Rtnetlink.HEADER_BYTES) {
      throw new MalformedMessageException(available + " bytes are no netlink header");
    }
    int length = buffer.getInt(start);
    if (length < Rtnetlink.HEADER_BYTES || length > available) {
      throw new MalformedMessageException(
          "a netlink message of " + length + " bytes in " + available);
    }
    ByteBuffer payload =
        buffer.slice(start + Rtnetlink.HEADER_BYTES, length - Rtnetlink.HEADER_BYTES);
    buffer.position(start + Math.min(Rtnetlink.align(length), available));
    return new Message(
        buffer.getShort(start + 4) & 0xffff,
        buffer.getShort(start + 6) & 0xffff,
        buffer.getInt(start + 8),
        payload.order(ByteOrder.nativeOrder()));
  }

  /// The attributes behind a fixed header of this many bytes.
  ///
  /// @throws MalformedMessageException when the payload is shorter than that header
  Attributes attributes(int headerBytes) throws MalformedMessageException {
    if (payload.limit() < headerBytes) {
      throw new MalformedMessageException(
          "a payload of " + payload.limit() + " bytes, at least " + headerBytes + " expected");
    }
    return new Attributes(payload, headerBytes, payload.limit());
  }

  int u8(int at) {
    return payload.get(at) & 0xff;
  }

  int u16(int at) {
    return payload.getShort(at) & 0xffff;
  }

  int u32(int at) {
    return payload.getInt(at);
  }
}
