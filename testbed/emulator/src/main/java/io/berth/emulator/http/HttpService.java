package io.berth.emulator.http;

import java.util.function.Consumer;

/// Answers requests. Called on the event loop; must not block.
@FunctionalInterface
public interface HttpService {

  /// @param answer to be called once, on any thread, now or later
  void serve(HttpCall call, Consumer<HttpAnswer> answer);
}
