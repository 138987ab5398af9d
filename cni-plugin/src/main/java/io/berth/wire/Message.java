package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// What a frame says, apart from its envelope.
public sealed interface Message permits CniRequest, ControlRequest, Reply {

  /// The kind that stands in the header of this message.
  Kind kind();

  /// The message as a payload.
  ///
  /// @return at most [Limits#MAX_PAYLOAD_BYTES], or null when the message is larger than that
  byte @Nullable [] encode();

  /// Reads the payload that followed `header`.
  ///
  /// @param payload exactly the bytes that the header announces, or the outcome is a failure
  static Decoded<Message> decode(FrameHeader header, byte[] payload) {
    if (payload.length < header.payloadBytes()) {
      return new Decoded.Malformed<>(
          new DecodeFailure.Truncated("payload", header.payloadBytes(), payload.length));
    }
    if (payload.length > header.payloadBytes()) {
      return new Decoded.Malformed<>(
          new DecodeFailure.TrailingBytes((long) payload.length - header.payloadBytes()));
    }
    PayloadReader fields = new PayloadReader(payload, 0, payload.length);
    DecodeFailure failure = fields.failure();
    if (failure == null && header.kind() == Kind.REPLY) {
      failure = fields.numberFailure(Tag.EXIT_CODE);
    }
    if (failure != null) {
      return new Decoded.Malformed<>(failure);
    }
    return new Decoded.Value<>(
        switch (header.kind()) {
          case CNI_REQUEST -> CniRequest.of(fields);
          case CONTROL_REQUEST -> ControlRequest.of(fields);
          case REPLY -> Reply.of(fields);
        });
  }
}
