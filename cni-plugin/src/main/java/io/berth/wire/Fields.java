package io.berth.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where the known fields of a payload lie. Allocates two small arrays, whatever the payload holds.
final class Fields {

  private static final int ABSENT = -1;

  private final byte[] payload;
  private final int[] offsets = new int[Tag.LARGEST + 1];
  private final int[] lengths = new int[Tag.LARGEST + 1];
  private @Nullable DecodeFailure failure;

  /// Looks through `payload` once. Look at [#failure()] before anything else.
  Fields(byte[] payload) {
    this.payload = payload;
    for (int tag = 0; tag <= Tag.LARGEST; tag++) {
      offsets[tag] = ABSENT;
    }
    failure = scan();
  }

  private @Nullable DecodeFailure scan() {
    int position = 0;
    int count = 0;
    while (position < payload.length) {
      int rest = payload.length - position;
      if (rest < Limits.FIELD_OVERHEAD_BYTES) {
        return new DecodeFailure.Truncated("head of a field", Limits.FIELD_OVERHEAD_BYTES, rest);
      }
      if (++count > Limits.MAX_FIELDS) {
        return new DecodeFailure.TooManyFields();
      }
      int tag = BigEndian.getShort(payload, position);
      long length = BigEndian.getInt(payload, position + 2) & 0xffffffffL;
      position += Limits.FIELD_OVERHEAD_BYTES;
      if (length > payload.length - position) {
        return new DecodeFailure.Truncated("field " + tag, length, payload.length - position);
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

  @Nullable DecodeFailure failure() {
    return failure;
  }

  /// The field as text, malformed UTF-8 replaced by U+FFFD; null when it is absent.
  @Nullable String text(int tag) {
    return offsets[tag] == ABSENT
        ? null
        : new String(payload, offsets[tag], lengths[tag], StandardCharsets.UTF_8);
  }

  /// The field as text; empty when it is absent.
  String textOrEmpty(int tag) {
    String text = text(tag);
    return text == null ? "" : text;
  }

  /// What forbids [#number(int)] for this field, or null when nothing does.
  @Nullable DecodeFailure numberFailure(int tag) {
    if (offsets[tag] == ABSENT) {
      return new DecodeFailure.MissingField(tag);
    }
    return lengths[tag] == 4 ? null : new DecodeFailure.WrongFieldSize(tag, 4, lengths[tag]);
  }

  /// The field as a 32-bit number; [#numberFailure(int)] must have been null.
  int number(int tag) {
    return BigEndian.getInt(payload, offsets[tag]);
  }
}
