package io.berth.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Bytes of messages as text: hexadecimal digits in groups of any size. Golden bytes are those of
/// little-endian machines.
final class Bytes {
  private Bytes() {}

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  static ByteBuffer buffer(String hex) {
    return buffer(hex(hex));
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The message of a request, numbered 1.
  static String encoded(Request request) {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    RequestEncoder.encode(request, 1, buffer);
    return text(buffer);
  }

  /// The message of a question, numbered 1.
  static String encoded(Query<?> query) {
    ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    query.encode(1, buffer);
    return text(buffer);
  }

  static String normalized(String hex) {
    return HexFormat.of().formatHex(hex(hex));
  }

  private static String text(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
