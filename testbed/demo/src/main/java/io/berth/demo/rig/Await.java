package io.berth.demo.rig;

import java.io.IOException;
import java.time.Duration;

/// Waits for something that only another process can bring about, by looking again and again.
public final class Await {

  /// Something to look at.
  @FunctionalInterface
  public interface Question {
    boolean holds() throws IOException, InterruptedException;
  }

  private Await() {}

  /// Lets time pass in which other processes work.
  public static void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  /// Waits until the answer is yes, at most `limit`.
  ///
  /// @param every the pause between two looks
  /// @return whether it came in time
  public static boolean until(Duration limit, Duration every, Question question)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!question.holds()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(every);
    }
    return true;
  }
}
