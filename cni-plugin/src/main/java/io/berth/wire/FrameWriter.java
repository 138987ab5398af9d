package io.berth.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Builds a frame field by field in one growing array, the header in front. What would exceed
/// [Limits#MAX_PAYLOAD_BYTES] is left out and remembered. Not thread-safe.
public final class FrameWriter {

  private static final int MAX_FRAME_BYTES = Limits.HEADER_BYTES + Limits.MAX_PAYLOAD_BYTES;

  private byte[] frame;
  private int end = Limits.HEADER_BYTES;
  private int openField = -1;
  private boolean overflowed;

  /// A writer without fields.
  ///
  /// @param capacityBytes expected size of the payload; it grows beyond by itself
  public FrameWriter(int capacityBytes) {
    frame = new byte[Limits.HEADER_BYTES + capacityBytes];
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
    if (makeRoom(Limits.FIELD_OVERHEAD_BYTES + length)) {
      putHead(tag, length);
      System.arraycopy(value, 0, frame, end, length);
      end += length;
    }
  }

  /// Appends a 32-bit number.
  public void putInt(int tag, int value) {
    if (makeRoom(Limits.FIELD_OVERHEAD_BYTES + 4)) {
      putHead(tag, 4);
      BigEndian.putInt(frame, end, value);
      end += 4;
    }
  }

  private void putHead(int tag, int length) {
    BigEndian.putShort(frame, end, tag);
    BigEndian.putInt(frame, end + 2, length);
    end += Limits.FIELD_OVERHEAD_BYTES;
  }

  /// Begins a field whose size is not known yet. Its bytes go straight into [#array()] at [#end()],
  /// for at most [#room(int)] bytes at a time, each time followed by [#advance(int)]; [#endField()]
  /// closes it.
  public void beginField(int tag) {
    if (makeRoom(Limits.FIELD_OVERHEAD_BYTES)) {
      openField = end;
      putHead(tag, 0);
    }
  }

  /// Makes room for up to `wantedBytes` more; may replace the array.
  ///
  /// @return how many bytes may be written, 0 when the payload is full
  public int room(int wantedBytes) {
    int possible = Math.min(wantedBytes, MAX_FRAME_BYTES - end);
    grow(end + possible);
    return possible;
  }

  /// Says that `bytes` have been written at [#end()].
  public void advance(int bytes) {
    end += bytes;
  }

  /// Closes the field that [#beginField(int)] began.
  public void endField() {
    if (openField >= 0) {
      BigEndian.putInt(frame, openField + 2, end - openField - Limits.FIELD_OVERHEAD_BYTES);
      openField = -1;
    }
  }

  private boolean makeRoom(int bytes) {
    if (bytes > MAX_FRAME_BYTES - end) {
      overflowed = true;
      return false;
    }
    grow(end + bytes);
    return true;
  }

  private void grow(int needed) {
    if (needed > frame.length) {
      frame = Arrays.copyOf(frame, Math.min(MAX_FRAME_BYTES, Math.max(needed, 2 * frame.length)));
    }
  }

  /// Writes the header in front of what has been appended; the frame is then the first [#end()]
  /// bytes of [#array()].
  ///
  /// @throws IllegalArgumentException if the kind does not allow this number of descriptors
  public void finish(Kind kind, int descriptors, int requestId) {
    new FrameHeader(kind, descriptors, requestId, end - Limits.HEADER_BYTES).encode(frame, 0);
  }

  /// True once something did not fit; what did not fit is not in the frame.
  public boolean overflowed() {
    return overflowed;
  }

  /// Index behind the last byte written.
  public int end() {
    return end;
  }

  /// The array that is written to, header included. Not a copy; replaced when it grows.
  public byte[] array() {
    return frame;
  }

  /// The payload as new bytes, or null when something did not fit.
  byte @Nullable [] payload() {
    return overflowed ? null : Arrays.copyOfRange(frame, Limits.HEADER_BYTES, end);
  }
}
