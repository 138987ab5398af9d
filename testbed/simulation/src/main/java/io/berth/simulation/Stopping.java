package io.berth.simulation;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C: the simulation ends at its next look, what is there is printed, and then the process
/// ends.
///
/// | field | writer | reader | mode |
/// |---|---|---|---|
/// | `wanted` | the hook's thread | main | volatile |
final class Stopping {

  /// Printing takes far less; whoever sends the signal twice should not have to.
  private static final long PRINT_SECONDS = 5;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean wanted;

  /// From now on a signal only asks.
  void install() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::waitForEnd));
  }

  boolean isWanted() {
    return wanted;
  }

  /// Everything is printed.
  void ended() {
    ended.countDown();
  }

  private void waitForEnd() {
    wanted = true;
    try {
      boolean _ = ended.await(PRINT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
