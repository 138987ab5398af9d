package io.berth.wire;

/// The first 16 bytes of every frame, big-endian: magic, version, kind, number of descriptors, a
/// reserved zero, request id, payload size. The layout is the same in every version; what follows
/// may differ.
///
/// @param kind what the payload is
/// @param descriptors 0, or [Limits#DESCRIPTORS] with a CNI request
/// @param requestId chosen by the client, echoed in the reply
/// @param payloadBytes size of the payload, 0 to [Limits#MAX_PAYLOAD_BYTES]
public record FrameHeader(Kind kind, int descriptors, int requestId, int payloadBytes) {

  /// "BRTH".
  public static final int MAGIC = 0x42525448;

  /// The version that this code writes.
  public static final int VERSION = 1;

  /// The oldest version that this code reads: always the one before [#VERSION], once there is one.
  public static final int OLDEST_VERSION = 1;

  /// @throws IllegalArgumentException if a value is outside its range
  public FrameHeader {
    if (!descriptorsAllowed(kind, descriptors)) {
      throw new IllegalArgumentException(descriptors + " descriptors with " + kind);
    }
    if (payloadBytes < 0 || payloadBytes > Limits.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload of " + payloadBytes + " bytes, the limit is " + Limits.MAX_PAYLOAD_BYTES);
    }
  }

  private static boolean descriptorsAllowed(Kind kind, int descriptors) {
    return descriptors == 0 || (descriptors == Limits.DESCRIPTORS && kind == Kind.CNI_REQUEST);
  }

  /// Writes the header.
  ///
  /// @param into where to
  /// @param offset index of the first byte; [Limits#HEADER_BYTES] must fit behind it
  public void encode(byte[] into, int offset) {
    BigEndian.putInt(into, offset, MAGIC);
    into[offset + 4] = VERSION;
    into[offset + 5] = (byte) kind.code();
    into[offset + 6] = (byte) descriptors;
    into[offset + 7] = 0;
    BigEndian.putInt(into, offset + 8, requestId);
    BigEndian.putInt(into, offset + 12, payloadBytes);
  }

  /// The header as new bytes.
  public byte[] encode() {
    byte[] bytes = new byte[Limits.HEADER_BYTES];
    encode(bytes, 0);
    return bytes;
  }

  /// Reads the header at the start of `bytes`; what follows it is not looked at.
  ///
  /// @param bytes at least [Limits#HEADER_BYTES], or the outcome is [DecodeFailure.Truncated]
  public static Decoded<FrameHeader> decode(byte[] bytes) {
    if (bytes.length < Limits.HEADER_BYTES) {
      return failed(new DecodeFailure.Truncated("header", Limits.HEADER_BYTES, bytes.length));
    }
    int magic = BigEndian.getInt(bytes, 0);
    if (magic != MAGIC) {
      return failed(new DecodeFailure.WrongMagic(magic));
    }
    int version = bytes[4] & 0xff;
    int requestId = BigEndian.getInt(bytes, 8);
    if (version < OLDEST_VERSION || version > VERSION) {
      return failed(new DecodeFailure.UnsupportedVersion(version, requestId));
    }
    Kind kind = Kind.of(bytes[5] & 0xff);
    if (kind == null) {
      return failed(new DecodeFailure.UnexpectedKind(bytes[5] & 0xff));
    }
    int descriptors = bytes[6] & 0xff;
    if (!descriptorsAllowed(kind, descriptors)) {
      return failed(new DecodeFailure.WrongDescriptorCount(descriptors));
    }
    if (bytes[7] != 0) {
      return failed(new DecodeFailure.ReservedNotZero(bytes[7] & 0xff));
    }
    long payloadBytes = BigEndian.getInt(bytes, 12) & 0xffffffffL;
    if (payloadBytes > Limits.MAX_PAYLOAD_BYTES) {
      return failed(new DecodeFailure.PayloadTooLarge(payloadBytes));
    }
    return new Decoded.Value<>(new FrameHeader(kind, descriptors, requestId, (int) payloadBytes));
  }

  private static Decoded<FrameHeader> failed(DecodeFailure failure) {
    return new Decoded.Malformed<>(failure);
  }
}
