package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// How long a killed daemon of a full node takes from exec until it serves, with its AOT cache and
/// without, in turns so that a busy machine treats both alike. Reports; what is slow does not fail.
///
/// @param starts of each kind, at least 1
/// @param seed of sandbox ids
public record StartTrial(int starts, long seed) implements Trial {

  /// Of 735 addresses; the rest stays free.
  private static final int PODS = 648;

  private static final int CALLERS = 10;

  /// So long after it serves, what it needs memory for at the start has been seen.
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final String WITHOUT_CACHE = "-XX:AOTMode=off";

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
        "Start: %d times with the AOT cache and without, %d pods on one emulated %s%n",
        starts, PODS, instanceType());
    node.node().startDaemon();
    node.node().awaitServing();
    node.awaitFree(PODS);
    addPods(node);
    List<Start> with = new ArrayList<>();
    List<Start> without = new ArrayList<>();
    for (int i = 1; i <= starts; i++) {
      with.add(start(node, ""));
      without.add(start(node, WITHOUT_CACHE));
      out.printf(
          "%d: with the cache %s, without %s%n",
          i, with.getLast().sentence(), without.getLast().sentence());
      out.flush();
    }
    out.printf(
        "medians: with the cache %s, without %s%n",
        Start.median(with).sentence(), Start.median(without).sentence());
    List<String> violations = node.settledViolations();
    violations.forEach(sentence -> out.println("  VIOLATION: " + sentence));
    return violations.isEmpty();
  }

  /// One start of the daemon.
  ///
  /// @param servingMillis from exec until it accepted a connection, with all leases restored
  /// @param processorMillis what it computed until then
  /// @param residentBytes a while later
  record Start(long servingMillis, long processorMillis, long residentBytes) {

    static Start median(List<Start> starts) {
      int middle = starts.size() / 2;
      return new Start(
          starts.stream().mapToLong(Start::servingMillis).sorted().toArray()[middle],
          starts.stream().mapToLong(Start::processorMillis).sorted().toArray()[middle],
          starts.stream().mapToLong(Start::residentBytes).sorted().toArray()[middle]);
    }

    String sentence() {
      return "%d ms (%d of them computing) and %d MB resident"
          .formatted(servingMillis, processorMillis, residentBytes / 1_000_000);
    }
  }

  private static Start start(TrialNode node, String javaFlags)
      throws IOException, InterruptedException {
    node.node().killDaemon();
    long begun = System.nanoTime();
    node.node().startDaemon(javaFlags);
    node.node().awaitListening();
    long servingMillis = (System.nanoTime() - begun) / 1_000_000;
    long processorMillis = node.node().runningDaemon().processorTime().toMillis();
    Await.pause(SETTLED);
    return new Start(servingMillis, processorMillis, node.node().runningDaemon().residentBytes());
  }

  private static void addPods(TrialNode node) throws IOException, InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      String name = "pod-" + i;
      running.add(node.node().callers().submit(() -> node.add(node.sandbox(name))));
    }
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        throw new IOException("a pod could not be added: " + e.getCause(), e);
      }
    }
  }
}
