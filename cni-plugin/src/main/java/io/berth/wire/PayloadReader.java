package io.berth.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where the known fields of a payload lie. Allocates two small arrays, whatever the payload holds.
public final class PayloadReader {

  private static final int ABSENT = -1;

  private final byte[] payload;
  private final int end;
  private final int[] offsets = new int[Tag.LARGEST + 1];
  private final int[] lengths = new int[Tag.LARGEST + 1];
  private @Nullable DecodeFailure failure;

  /// Looks through a payload once. Look at [#failure()] before anything else.
  ///
  /// @param bytes an array that holds the payload
  /// @param start index of the payload's first byte
  /// @param length size of the payload in bytes
  public PayloadReader(byte[] bytes, int start, int length) {
    payload = bytes;
    end = start + length;
    for (int tag = 0; tag <= Tag.LARGEST; tag++) {
      offsets[tag] = ABSENT;
    }
    failure = scan(start);
  }

  private @Nullable DecodeFailure scan(int start) {
    int position = start;
    int count = 0;
    while (position < end) {
      int rest = end - position;
      if (rest < Limits.FIELD_OVERHEAD_BYTES) {
        return new DecodeFailure.Truncated("head of a field", Limits.FIELD_OVERHEAD_BYTES, rest);
      }
      if (++count > Limits.MAX_FIELDS) {
        return new DecodeFailure.TooManyFields();
      }
      int tag = BigEndian.getShort(payload, position);
      long length = BigEndian.getInt(payload, position + 2) & 0xffffffffL;
      position += Limits.FIELD_OVERHEAD_BYTES;
      if (length > end - position) {
        return new DecodeFailure.Truncated("field " + tag, length, end - position);
      }
      if (tag <= Tag.LARGEST) {
        if (offsets[tag] != ABSENT) {
          return new DecodeFailure.DuplicateField(tag);
        }
        offsets[tag] = position;
        lengths[tag] = (int) length;
      }
      position += (int) length;
    }
    return null;
  }

  /// What is wrong with the payload, or null when nothing is.
  public @Nullable DecodeFailure failure() {
    return failure;
  }

  /// The field as text, malformed UTF-8 replaced by U+FFFD; null when it is absent.
  public @Nullable String text(int tag) {
    return offsets[tag] == ABSENT
        ? null
        : new String(payload, offsets[tag], lengths[tag], StandardCharsets.UTF_8);
  }

  /// The field as text; empty when it is absent.
  public String textOrEmpty(int tag) {
    String text = text(tag);
    return text == null ? "" : text;
  }

  /// What forbids [#number(int)] for this field, or null when nothing does.
  public @Nullable DecodeFailure numberFailure(int tag) {
    if (offsets[tag] == ABSENT) {
      return new DecodeFailure.MissingField(tag);
    }
    return lengths[tag] == 4 ? null : new DecodeFailure.WrongFieldSize(tag, 4, lengths[tag]);
  }

  /// The field as a 32-bit number; [#numberFailure(int)] must have been null.
  public int number(int tag) {
    return BigEndian.getInt(payload, offsets[tag]);
  }

  /// Index of the field's first byte in the array; -1 when it is absent.
  public int offset(int tag) {
    return offsets[tag];
  }

  /// Size of the field in bytes; 0 when it is absent.
  public int length(int tag) {
    return lengths[tag];
  }
}
