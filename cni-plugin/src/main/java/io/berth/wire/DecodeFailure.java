package io.berth.wire;

/// Why bytes from a peer are not a frame. Decoding never throws for what a peer sent.
public sealed interface DecodeFailure {

  /// One sentence for a log or an error: what was expected, what was found.
  String message();

  /// Fewer bytes than the format calls for.
  ///
  /// @param what the part that is cut short
  /// @param wantedBytes how many bytes it needs
  /// @param presentBytes how many there are
  record Truncated(String what, long wantedBytes, long presentBytes) implements DecodeFailure {
    @Override
    public String message() {
      return what
          + " is cut short: it needs "
          + wantedBytes
          + " bytes, "
          + presentBytes
          + " are there";
    }
  }

  /// The first four bytes are not those of this protocol: something else is talking.
  ///
  /// @param magic what stands there instead
  record WrongMagic(int magic) implements DecodeFailure {
    @Override
    public String message() {
      return "not a Berth frame: it begins with 0x"
          + Integer.toHexString(magic)
          + ", expected 0x"
          + Integer.toHexString(FrameHeader.MAGIC);
    }
  }

  /// A version outside of those that this side speaks.
  ///
  /// @param version the frame's version
  /// @param requestId the frame's id, so that the refusal can be addressed
  record UnsupportedVersion(int version, int requestId) implements DecodeFailure {
    @Override
    public String message() {
      return "wire version "
          + version
          + " is not spoken here (spoken: "
          + FrameHeader.OLDEST_VERSION
          + " to "
          + FrameHeader.VERSION
          + "): upgrade the older of executable and daemon";
    }
  }

  /// A kind of frame that does not exist, or not where it stands.
  ///
  /// @param kind the number in the header
  record UnexpectedKind(int kind) implements DecodeFailure {
    @Override
    public String message() {
      return "unexpected kind of frame: " + kind;
    }
  }

  /// A number of descriptors that the format does not allow for this frame.
  ///
  /// @param descriptors the number in the header
  record WrongDescriptorCount(int descriptors) implements DecodeFailure {
    @Override
    public String message() {
      return "frame announces "
          + descriptors
          + " descriptors, allowed are 0, and 2 with a CNI request over a socket";
    }
  }

  /// The header's reserved byte is not zero.
  ///
  /// @param value what stands there
  record ReservedNotZero(int value) implements DecodeFailure {
    @Override
    public String message() {
      return "reserved byte of the header is " + value + ", must be 0";
    }
  }

  /// The payload exceeds [Limits#MAX_PAYLOAD_BYTES].
  ///
  /// @param payloadBytes the announced size, as an unsigned number
  record PayloadTooLarge(long payloadBytes) implements DecodeFailure {
    @Override
    public String message() {
      return "payload of "
          + payloadBytes
          + " bytes exceeds the limit of "
          + Limits.MAX_PAYLOAD_BYTES;
    }
  }

  /// More bytes than the header announces.
  ///
  /// @param extraBytes how many too many
  record TrailingBytes(long extraBytes) implements DecodeFailure {
    @Override
    public String message() {
      return extraBytes + " bytes follow the end of the frame";
    }
  }

  /// More fields than [Limits#MAX_FIELDS].
  record TooManyFields() implements DecodeFailure {
    @Override
    public String message() {
      return "payload has more than " + Limits.MAX_FIELDS + " fields";
    }
  }

  /// A field that may stand once stands twice.
  ///
  /// @param tag its number
  record DuplicateField(int tag) implements DecodeFailure {
    @Override
    public String message() {
      return "field " + tag + " stands more than once";
    }
  }

  /// A field that must be there is not.
  ///
  /// @param tag its number
  record MissingField(int tag) implements DecodeFailure {
    @Override
    public String message() {
      return "field " + tag + " is missing";
    }
  }

  /// A field of fixed size has another one.
  ///
  /// @param tag its number
  /// @param wantedBytes its size
  /// @param presentBytes the size found
  record WrongFieldSize(int tag, int wantedBytes, int presentBytes) implements DecodeFailure {
    @Override
    public String message() {
      return "field " + tag + " has " + presentBytes + " bytes, must have " + wantedBytes;
    }
  }

  /// A reply to another request.
  ///
  /// @param wanted the id of the request
  /// @param present the id in the reply
  record WrongRequestId(int wanted, int present) implements DecodeFailure {
    @Override
    public String message() {
      return "the reply answers request " + present + ", asked was " + wanted;
    }
  }
}
