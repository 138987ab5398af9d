package io.berth.ipam.port;

import java.util.function.Consumer;

/// EC2. Safe for any thread; never blocks the caller.
public interface Cloud {

  /// Makes one call. The outcome is handed to `replyTo` exactly once, on any thread, within the
  /// adapter's bounded time-outs.
  void submit(CloudRequest request, Consumer<CloudOutcome> replyTo);
}
