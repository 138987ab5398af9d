package io.berth.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Builds a payload field by field, into one array of a size given beforehand. Not thread-safe.
public final class PayloadWriter {

  private final byte[] bytes;
  private int size;
  private boolean overflowed;

  /// A writer with room for `capacityBytes`, of which [Limits#MAX_PAYLOAD_BYTES] is the most that
  /// can be sent.
  public PayloadWriter(int capacityBytes) {
    bytes = new byte[capacityBytes];
  }

  /// Appends text as UTF-8; an absent value appends nothing.
  public void putText(int tag, @Nullable String text) {
    if (text != null) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      putBytes(tag, encoded, encoded.length);
    }
  }

  /// Appends the first `length` bytes of `value`.
  public void putBytes(int tag, byte[] value, int length) {
    if (begin(tag, length)) {
      System.arraycopy(value, 0, bytes, size, length);
      size += length;
    }
  }

  /// Appends a 32-bit number.
  public void putInt(int tag, int value) {
    if (begin(tag, 4)) {
      BigEndian.putInt(bytes, size, value);
      size += 4;
    }
  }

  private boolean begin(int tag, int length) {
    if ((long) size + Limits.FIELD_OVERHEAD_BYTES + length > bytes.length) {
      overflowed = true;
      return false;
    }
    BigEndian.putShort(bytes, size, tag);
    BigEndian.putInt(bytes, size + 2, length);
    size += Limits.FIELD_OVERHEAD_BYTES;
    return true;
  }

  /// True once a field did not fit; what did not fit is not in the payload.
  public boolean overflowed() {
    return overflowed;
  }

  /// Bytes written so far.
  public int size() {
    return size;
  }

  /// The array that is written to; its first [#size()] bytes are the payload. Not a copy.
  public byte[] array() {
    return bytes;
  }
}
