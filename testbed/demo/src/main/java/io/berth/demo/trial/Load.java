package io.berth.demo.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Callers that work at the same time, again and again; they keep their pods in between. For one
/// thread.
final class Load {

  private final TrialNode node;
  private final Caller.Tally tally = new Caller.Tally();
  private final List<Caller> callers = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean working;

  /// @param mostPods of one caller
  /// @param killPerMille how many executables of a thousand are killed on their way
  Load(TrialNode node, int callers, int mostPods, int killPerMille, Random random) {
    this.node = node;
    for (int i = 0; i < callers; i++) {
      this.callers.add(
          new Caller(
              node, "pod-" + i, tally, new Random(random.nextLong()), mostPods, killPerMille));
    }
  }

  /// What callers were told since the beginning.
  Caller.Tally tally() {
    return tally;
  }

  /// Lets all of them begin.
  void start() {
    working = true;
    for (Caller caller : callers) {
      running.add(
          node.node()
              .callers()
              .submit(() -> {
                caller.work(() -> working);
                return null;
              }));
    }
  }

  /// Lets each end what it does, and waits for that.
  void stop() throws IOException, InterruptedException {
    working = false;
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CancellationException ended) {
          throw ended;
        }
        throw new IOException("a caller failed: " + e.getCause(), e);
      }
    }
    running.clear();
  }
}
