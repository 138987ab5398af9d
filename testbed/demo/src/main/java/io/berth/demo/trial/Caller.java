package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// One worker of a container runtime: adds pods and deletes pods, one request at a time, and does
/// after a failure what containerd does. For one thread at a time.
final class Caller {

  /// An executable that is killed has run for at most so long; most requests take less.
  private static final int LATEST_KILL_MICROS = 6_000;

  /// A runtime does not try again at once after a failure.
  private static final Duration BACK_OFF = Duration.ofMillis(25);

  private static final Pattern SANDBOX_ID = Pattern.compile("[0-9a-f]{64}");

  private final TrialNode node;
  private final String name;
  private final Tally tally;
  private final Random random;
  private final int mostPods;
  private final int killPerMille;
  private final List<Pod> pods = new ArrayList<>();
  private int named;

  /// What callers were told; safe for any thread.
  ///
  /// @param refusals of ADDs by what was said, without sandbox ids
  /// @param failedDels the same of DELs
  /// @param killedAdds executables that were killed in mid-ADD
  /// @param killedDels executables that were killed in mid-DEL
  record Tally(
      Map<String, LongAdder> refusals,
      Map<String, LongAdder> failedDels,
      LongAdder killedAdds,
      LongAdder killedDels) {

    Tally() {
      this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new LongAdder(), new LongAdder());
    }

    private static void count(Map<String, LongAdder> into, CniAnswer answer) {
      String text = SANDBOX_ID.matcher(answer.failure()).replaceAll("…");
      into.computeIfAbsent(text, _ -> new LongAdder()).increment();
    }
  }

  /// @param name its pods' names begin so
  /// @param mostPods it has at most so many pods at a time, at least 1
  /// @param killPerMille how many executables of a thousand are killed on their way
  Caller(TrialNode node, String name, Tally tally, Random random, int mostPods, int killPerMille) {
    this.node = node;
    this.name = name;
    this.tally = tally;
    this.random = random;
    this.mostPods = mostPods;
    this.killPerMille = killPerMille;
  }

  /// Works until `goOn` says no and no request of its own is under way.
  void work(BooleanSupplier goOn) throws IOException, InterruptedException {
    while (goOn.getAsBoolean()) {
      if (pods.size() < mostPods && (pods.isEmpty() || random.nextBoolean())) {
        add();
      } else {
        delete(pods.remove(random.nextInt(pods.size())));
      }
    }
  }

  private void add() throws IOException, InterruptedException {
    // After a failure the same pod comes again, in a new sandbox.
    Pod pod = node.sandbox(name + "-" + named);
    CniAnswer answer = node.add(pod, killAfter());
    if (answer.succeeded()) {
      pods.add(pod);
      named++;
      return;
    }
    if (answer.killed()) {
      tally.killedAdds.increment();
    } else {
      Tally.count(tally.refusals, answer);
    }
    delete(pod);
    Await.pause(BACK_OFF);
  }

  /// Asks until it succeeds: a sandbox stays as long as its network does.
  private void delete(Pod pod) throws IOException, InterruptedException {
    while (true) {
      CniAnswer answer = node.delete(pod, killAfter());
      if (answer.succeeded()) {
        return;
      }
      if (answer.killed()) {
        tally.killedDels.increment();
      } else {
        Tally.count(tally.failedDels, answer);
        Await.pause(BACK_OFF);
      }
    }
  }

  private Duration killAfter() {
    return random.nextInt(1_000) < killPerMille
        ? Duration.ofNanos(1_000L * random.nextInt(1, LATEST_KILL_MICROS))
        : Duration.ZERO;
  }
}
