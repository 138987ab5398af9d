package io.berth.wire;

/// The outcome of decoding bytes from a peer: a value, or the reason why there is none.
///
/// @param <T> what was to be decoded
public sealed interface Decoded<T> {

  /// The bytes were well formed.
  ///
  /// @param value what they say
  record Value<T>(T value) implements Decoded<T> {}

  /// The bytes were not well formed, or are of a version that is not understood.
  ///
  /// @param failure what is wrong with them
  record Malformed<T>(DecodeFailure failure) implements Decoded<T> {}
}
