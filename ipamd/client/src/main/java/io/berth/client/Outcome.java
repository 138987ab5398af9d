package io.berth.client;

import io.berth.wire.DecodeFailure;
import io.berth.wire.Reply;

/// How one exchange with the daemon ended.
public sealed interface Outcome {

  /// The daemon answered; the answer may still be an error of its own, told by the exit code.
  ///
  /// @param reply the answer
  record Replied(Reply reply) implements Outcome {}

  /// There was no connection, or it broke before the answer was complete. Whether the daemon acted
  /// is unknown in the second case.
  ///
  /// @param reason one sentence that names the socket and what went wrong
  record Unreachable(String reason) implements Outcome {}

  /// The deadline passed. Whether the daemon acted is unknown.
  ///
  /// @param reason one sentence that names the socket, the deadline and the step that did not end
  record TimedOut(String reason) implements Outcome {}

  /// What came back is not an answer to this request.
  ///
  /// @param failure what is wrong with it
  record Malformed(DecodeFailure failure) implements Outcome {}

  /// Nothing was sent: the request exceeds [io.berth.wire.Limits#MAX_PAYLOAD_BYTES].
  record RequestTooLarge() implements Outcome {}
}
