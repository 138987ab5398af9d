package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.port.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Aim: no wake-up is lost, and a defect stops the process instead of the pool. Method: a step that
/// counts its turns, woken from another thread; a step that throws.
class ControlRunnerTest {

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long bootMillis() {
          return System.nanoTime() / 1_000_000;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  @Test
  void wake_whileParked_givesATurn() throws InterruptedException {
    int wakes = 1_000;
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    ControlRunner runner =
        new ControlRunner(
            CLOCK,
            now -> {
              seen.set(asked.get());
              if (seen.get() == wakes) {
                done.countDown();
              }
              return Long.MAX_VALUE;
            });
    runner.start();
    for (int i = 0; i < wakes; i++) {
      asked.incrementAndGet();
      runner.wake();
    }
    assertTrue(done.await(30, TimeUnit.SECONDS), "the last wake-up was lost; seen " + seen.get());
    runner.stop();
  }

  @Test
  void run_stepThrows_reachesTheThreadsHandler() throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    CompletableFuture<Throwable> defect = new CompletableFuture<>();
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> defect.complete(thrown));
    try {
      ControlRunner runner =
          new ControlRunner(
              CLOCK,
              now -> {
                throw new IllegalStateException("planted");
              });
      runner.start();
      assertEquals("planted", defect.join().getMessage());
      runner.stop();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
