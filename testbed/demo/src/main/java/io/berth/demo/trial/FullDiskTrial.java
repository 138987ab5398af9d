package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.CniAnswer;
import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// The daemon's state folder is full while callers add and delete: an ADD says so and takes
/// nothing, a DEL succeeds, and when there is space again everything goes on, with nothing lost.
///
/// @param seed of the callers' choices and sandbox ids
public record FullDiskTrial(long seed) implements Trial {

  static final int CALLERS = 10;
  private static final int PODS_OF_A_CALLER = 6;

  /// Enough for the journal of one node, and filled in no time.
  private static final int STATE_MIBIBYTES = 4;

  /// So many ADDs have to be refused before there is space again.
  private static final int REFUSALS = 30;

  private static final Duration WARM_UP = Duration.ofMillis(500);
  private static final Duration FULL = Duration.ofSeconds(2);
  private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(30);
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  @Override
  public String instanceType() {
    return "m5.4xlarge";
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
        "Full disk: the daemon's folder on %d MiB, %d parallel callers, one emulated %s, seed %d%n",
        STATE_MIBIBYTES, CALLERS, instanceType(), seed);
    Path folder = node.node().mountState(STATE_MIBIBYTES);
    node.node().startDaemon();
    node.node().awaitServing();
    node.awaitFree(CALLERS * PODS_OF_A_CALLER);
    Load load = new Load(node, CALLERS, PODS_OF_A_CALLER, 0, random);
    load.start();
    Await.pause(WARM_UP);

    List<String> wrong = new ArrayList<>();
    int fullSince = node.log().lastId() + 1;
    try (Filler filler = Filler.start(folder)) {
      boolean refused = Await.until(REFUSAL_LIMIT, LOOK_EVERY, () -> refusals(load) >= REFUSALS);
      Await.pause(FULL);
      if (!refused) {
        wrong.add("with a full disk only " + refusals(load) + " ADDs were refused");
      }
      out.printf("  full: %d bytes of others%n", filler.bytes());
    }
    int spaceSince = node.log().lastId() + 1;
    boolean recovered =
        Await.until(RECOVERY_LIMIT, LOOK_EVERY, () -> addsSince(node, spaceSince) >= CALLERS);
    load.stop();
    List<CallRecord> calls = CallLog.read(node.logFile());
    long given = succeeded(calls, Verb.ADD, fullSince, spaceSince);
    long deleted = succeeded(calls, Verb.DEL, fullSince, spaceSince);
    out.printf(
        "  while it was full: %d ADDs refused, %d still given, %d DELs answered%n",
        refusals(load), given, deleted);
    wrong.addAll(told(load));
    if (deleted == 0) {
      wrong.add("no DEL was answered while the disk was full");
    }
    if (!recovered) {
      wrong.add("ADDs did not succeed again after there was space");
    }
    wrong.addAll(node.settledViolations());

    node.node().killDaemon();
    node.node().startDaemon();
    node.node().awaitServing();
    node.settledViolations().forEach(sentence -> wrong.add("after a restart: " + sentence));
    CniAnswer last = node.add(node.sandbox("last"));
    if (!last.succeeded()) {
      wrong.add("after a restart an ADD failed: " + last.failure());
    }
    wrong.forEach(sentence -> out.println("  WRONG: " + sentence));
    out.printf("%d things wrong%n", wrong.size());
    return wrong.isEmpty();
  }

  private static long refusals(Load load) {
    return load.tally().refusals().values().stream().mapToLong(LongAdder::sum).sum();
  }

  private static long addsSince(TrialNode node, int id) throws IOException {
    return succeeded(CallLog.read(node.logFile()), Verb.ADD, id, Integer.MAX_VALUE);
  }

  private static long succeeded(List<CallRecord> calls, Verb verb, int from, int to) {
    return calls.stream()
        .filter(c -> c.verb() == verb && c.succeeded() && c.id() >= from && c.id() < to)
        .count();
  }

  /// What callers should not have been told.
  private static List<String> told(Load load) {
    List<String> wrong = new ArrayList<>();
    load.tally()
        .refusals()
        .forEach((text, count) -> {
          if (!text.contains("No space left")) {
            wrong.add(count + " ADDs were refused without the cause: " + text);
          }
        });
    load.tally().failedDels().forEach((text, count) -> wrong.add(count + " DELs failed: " + text));
    return wrong;
  }
}
