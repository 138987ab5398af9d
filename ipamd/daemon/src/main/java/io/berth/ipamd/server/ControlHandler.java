package io.berth.ipamd.server;

import io.berth.wire.ControlRequest;
import io.berth.wire.Reply;
import java.util.function.Consumer;

/// Answers `berthctl`.
@FunctionalInterface
public interface ControlHandler {

  /// Called on the `io` thread, so it must not block.
  ///
  /// @param replyTo gets the answer once, now or later, on any thread
  void answer(ControlRequest request, Consumer<Reply> replyTo);
}
