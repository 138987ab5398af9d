package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// Rounds of `kill -9` of the daemon at a random moment, under callers that add and delete pods all
/// the time and some of whose executables are killed too. After each restart the callers' log is
/// compared with kernel and leases.
///
/// @param rounds at least 1
/// @param seed of the moments, the callers' choices and sandbox ids
public record KillTrial(int rounds, long seed) implements Trial {

  /// As many as a busy runtime has under way.
  static final int CALLERS = 20;

  /// All callers together have at most 80 pods, and the rest is for what cools.
  private static final int PODS_OF_A_CALLER = 4;

  private static final int KILLED_EXECUTABLES_PER_MILLE = 40;
  private static final int EARLIEST_KILL_MILLIS = 60;
  private static final int LATEST_KILL_MILLIS = 500;

  /// How long nobody serves before the supervisor starts the daemon again.
  private static final int LONGEST_GAP_MILLIS = 150;

  /// Callers go on for so long after the restart.
  private static final Duration AFTERWARDS = Duration.ofMillis(150);

  public KillTrial {
    if (rounds < 1) {
      throw new IllegalArgumentException("at least one round, not " + rounds);
    }
  }

  /// 15 ENIs of 49 addresses: enough for what cools in a second of full load.
  @Override
  public String instanceType() {
    return "m5.16xlarge";
  }

  @Override
  public Map<String, String> settings(InstanceLimits limits) {
    return Map.of("WARM_ENI_TARGET", String.valueOf(limits.maxEnis()));
  }

  @Override
  public int callers() {
    return CALLERS;
  }

  @Override
  public boolean run(TrialNode node, Random random, PrintStream out)
      throws IOException, InterruptedException {
    out.printf(
        "Kill rounds: %d of kill -9 under %d parallel callers on one emulated %s, seed %d%n",
        rounds, CALLERS, instanceType(), seed);
    node.node().startDaemon();
    node.node().awaitServing();
    node.awaitFree(CALLERS * PODS_OF_A_CALLER);
    Load load = new Load(node, CALLERS, PODS_OF_A_CALLER, KILLED_EXECUTABLES_PER_MILLE, random);
    List<KillRound> results = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 1; i <= rounds; i++) {
      KillRound result =
          round(
              node,
              load,
              Duration.ofMillis(random.nextInt(EARLIEST_KILL_MILLIS, LATEST_KILL_MILLIS)),
              Duration.ofMillis(random.nextInt(LONGEST_GAP_MILLIS)));
      results.add(result);
      out.println("round " + i + " of " + rounds + ": " + result.sentence());
      result.violations().forEach(sentence -> out.println("  VIOLATION: " + sentence));
      out.flush();
    }
    KillSummary summary = KillSummary.of(results, CALLERS, (System.nanoTime() - begun) / 1_000_000);
    summary.sentences().forEach(out::println);
    counts(load.tally().refusals())
        .forEach((text, count) -> out.println("  ADD told " + count + " ×: " + text));
    counts(load.tally().failedDels())
        .forEach((text, count) -> out.println("  DEL told " + count + " ×: " + text));
    return summary.passed();
  }

  private static KillRound round(TrialNode node, Load load, Duration killAfter, Duration gap)
      throws IOException, InterruptedException {
    int firstId = node.log().lastId() + 1;
    long executables = executables(load);
    load.start();
    Await.pause(killAfter);
    long killNanos = System.nanoTime();
    node.node().killDaemon();
    Await.pause(gap);
    node.node().startDaemon();
    long servingNanos = node.node().awaitListening();
    Await.pause(AFTERWARDS);
    load.stop();
    List<CallRecord> calls =
        CallLog.read(node.logFile()).stream().filter(call -> call.id() >= firstId).toList();
    List<String> violations = node.settledViolations();
    node.removeDeleted();
    return KillRound.of(
        calls,
        killAfter.toMillis(),
        killNanos,
        servingNanos / 1_000_000,
        executables(load) - executables,
        violations);
  }

  private static long executables(Load load) {
    return load.tally().killedAdds().sum() + load.tally().killedDels().sum();
  }

  private static Map<String, Long> counts(Map<String, LongAdder> adders) {
    Map<String, Long> counts = new HashMap<>();
    adders.forEach((text, adder) -> counts.put(text, adder.sum()));
    return counts;
  }
}
