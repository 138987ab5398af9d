package io.berth.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Text fields of a message on their way into a payload of just the right size.
final class Texts {

  private final int[] tags = new int[Tag.LARGEST + 1];
  private final byte[][] values = new byte[Tag.LARGEST + 1][];
  private int count;
  private long size;

  void add(int tag, @Nullable String text) {
    if (text != null) {
      addBytes(tag, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  void add(int tag, int number) {
    byte[] value = new byte[4];
    BigEndian.putInt(value, 0, number);
    addBytes(tag, value);
  }

  private void addBytes(int tag, byte[] value) {
    tags[count] = tag;
    values[count] = value;
    count++;
    size += Limits.FIELD_OVERHEAD_BYTES + value.length;
  }

  /// The payload, or null when it would exceed [Limits#MAX_PAYLOAD_BYTES].
  byte @Nullable [] encode() {
    if (size > Limits.MAX_PAYLOAD_BYTES) {
      return null;
    }
    PayloadWriter writer = new PayloadWriter((int) size);
    for (int i = 0; i < count; i++) {
      writer.putBytes(tags[i], values[i], values[i].length);
    }
    return writer.array();
  }
}
