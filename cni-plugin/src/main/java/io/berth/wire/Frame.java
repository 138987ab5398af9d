package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// A message in its envelope.
///
/// @param header the envelope
/// @param message what it says
public record Frame(FrameHeader header, Message message) {

  /// Header and payload in one array, without descriptors: what a client sends that passes none,
  /// every reply, and the content of a spool file.
  ///
  /// @param requestId chosen by the client; a reply repeats it
  /// @return the frame, or null when the payload would exceed [Limits#MAX_PAYLOAD_BYTES]
  public static byte @Nullable [] encode(int requestId, Message message) {
    byte[] payload = message.encode();
    if (payload == null) {
      return null;
    }
    byte[] frame = new byte[Limits.HEADER_BYTES + payload.length];
    new FrameHeader(message.kind(), 0, requestId, payload.length).encode(frame, 0);
    System.arraycopy(payload, 0, frame, Limits.HEADER_BYTES, payload.length);
    return frame;
  }

  /// Reads a whole frame without descriptors, such as a spool file.
  public static Decoded<Frame> decode(byte[] frame) {
    Decoded<FrameHeader> decodedHeader = FrameHeader.decode(frame);
    if (decodedHeader instanceof Decoded.Malformed<FrameHeader> malformed) {
      return new Decoded.Malformed<>(malformed.failure());
    }
    FrameHeader header = ((Decoded.Value<FrameHeader>) decodedHeader).value();
    if (header.descriptors() != 0) {
      return new Decoded.Malformed<>(new DecodeFailure.WrongDescriptorCount(header.descriptors()));
    }
    byte[] payload = new byte[frame.length - Limits.HEADER_BYTES];
    System.arraycopy(frame, Limits.HEADER_BYTES, payload, 0, payload.length);
    Decoded<Message> message = Message.decode(header, payload);
    if (message instanceof Decoded.Malformed<Message> malformed) {
      return new Decoded.Malformed<>(malformed.failure());
    }
    return new Decoded.Value<>(new Frame(header, ((Decoded.Value<Message>) message).value()));
  }
}
