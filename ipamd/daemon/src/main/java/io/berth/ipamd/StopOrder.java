package io.berth.ipamd;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been started, to be stopped in reverse order. Used by the starting thread and then by
/// the stopping one.
final class StopOrder {

  private static final Logger LOG = LoggerFactory.getLogger(StopOrder.class);

  private final Deque<Stage> started = new ArrayDeque<>();

  private record Stage(String name, AutoCloseable close) {}

  /// @param close ends the stage within a bound of its own
  void started(String name, AutoCloseable close) {
    started.push(new Stage(name, close));
  }

  /// Stops everything; a stage that fails is reported and the rest still stops. A defect passes.
  void stop() {
    while (!started.isEmpty()) {
      Stage stage = started.pop();
      try {
        stage.close().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LOG.atWarn().addKeyValue("stage", stage.name()).log("interrupted while stopping");
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        LOG.atError().addKeyValue("stage", stage.name()).setCause(e).log("did not stop in order");
      }
    }
  }
}
