package io.berth.ipamd.server;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Collects an announced number of bytes. Grows as they arrive, so that an announcement alone costs
/// nothing.
final class Inbox {

  private static final int FIRST_BYTES = 4 * 1024;

  private final int wantedBytes;
  private byte[] bytes;
  private int size;

  Inbox(int wantedBytes) {
    this.wantedBytes = wantedBytes;
    this.bytes = new byte[Math.min(wantedBytes, FIRST_BYTES)];
  }

  int missingBytes() {
    return wantedBytes - size;
  }

  /// Appends all of `data`, which has at most the missing bytes.
  void append(ByteBuf data) {
    int length = data.readableBytes();
    if (size + length > bytes.length) {
      int doubled = Math.max(size + length, 2 * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.min(wantedBytes, doubled));
    }
    data.readBytes(bytes, size, length);
    size += length;
  }

  /// Everything, once nothing is missing. Not a copy.
  byte[] whole() {
    if (missingBytes() != 0) {
      throw new IllegalStateException(missingBytes() + " bytes are missing");
    }
    return bytes;
  }
}
