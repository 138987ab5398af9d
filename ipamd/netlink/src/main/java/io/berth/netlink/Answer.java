package io.berth.netlink;

/// What a question to the kernel brought.
///
/// @param <T> the type of the answer
public sealed interface Answer<T> {

  /// The kernel answered.
  ///
  /// @param value its answer
  record Found<T>(T value) implements Answer<T> {}

  /// The kernel refused, or its answer never came.
  ///
  /// @param failure why
  record Refused<T>(Outcome.Failed failure) implements Answer<T> {}

  /// The answer, or the failure as an exception.
  ///
  /// @throws SystemCallException when there is no answer
  default T orThrow() throws SystemCallException {
    return switch (this) {
      case Found<T>(T value) -> value;
      case Refused<T>(Outcome.Failed failure) -> throw failure.toException();
    };
  }
}
