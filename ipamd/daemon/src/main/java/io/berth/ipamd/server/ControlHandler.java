package io.berth.ipamd.server;

import io.berth.wire.ControlRequest;
import io.berth.wire.Reply;

/// Answers `berthctl`.
@FunctionalInterface
public interface ControlHandler {

  /// Answers at once. Called on the `io` thread, so it must not block.
  Reply answer(ControlRequest request);
}
