package io.berth.demo.kill;

import io.berth.demo.rig.Child;
import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.PodNamespaces;
import io.berth.demo.rig.RunFolder;
import io.berth.demo.rig.Testbed;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Rounds of: 200 requests at once through the executable, `kill -9` of the daemon in their midst,
/// a new start, an audit of kernel and leases against the callers' log. In every other round the
/// daemon is started again while callers still run, as a supervisor would do it.
public final class KillTest {

  /// So that addresses come back between rounds; the default of 30 s would only cost time here.
  private static final int COOLDOWN_SECONDS = 2;

  private static final String NODE = "node-1";

  private final KillOptions options;
  private final Dist dist;
  private final PrintStream out;
  private final Cleanup cleanup;

  /// @param out for one line a round
  /// @param cleanup undoes everything; run at the end
  public KillTest(KillOptions options, Dist dist, PrintStream out, Cleanup cleanup) {
    this.options = options;
    this.dist = dist;
    this.out = out;
    this.cleanup = cleanup;
  }

  /// Runs all rounds and cleans up.
  ///
  /// @return whether no round found a violation, nothing is left, and a kill hit running requests
  /// @throws IOException when the testbed fails; the message is for a person
  public boolean run() throws IOException, InterruptedException {
    RunFolder folder = cleanup.make("the folder of this run", RunFolder::create, RunFolder::delete);
    try {
      return run(folder);
    } catch (IOException e) {
      Child.tail(Testbed.log(folder)).forEach(line -> out.println("  emulator: " + line));
      Child.tail(folder.root().resolve(NODE).resolve("ipamd.log"))
          .forEach(line -> out.println("  daemon: " + line));
      throw e;
    }
  }

  private boolean run(RunFolder folder) throws IOException, InterruptedException {
    InstanceLimits limits =
        Objects.requireNonNull(InstanceTypes.bundled().find(KillOptions.INSTANCE_TYPE));
    Testbed testbed =
        cleanup.make(
            "the emulator",
            () -> Testbed.start(dist, folder, 1, limits, Testbed.Latency.NONE),
            Testbed::close);
    Node node =
        new Node(
            NODE,
            testbed.nodes().getFirst(),
            dist,
            folder.folder(NODE),
            Map.of(
                "WARM_ENI_TARGET", String.valueOf(limits.maxEnis()),
                "IP_COOLDOWN_PERIOD", String.valueOf(COOLDOWN_SECONDS)),
            KillOptions.REQUESTS,
            cleanup);
    out.printf(
        "Kill test: %d rounds of %d concurrent ADDs and DELs on one emulated %s, seed %d%n",
        options.rounds(), KillOptions.REQUESTS, limits.instanceType(), options.seed());
    node.startDaemon();
    node.awaitServing();

    Random random = new Random(options.seed());
    PodNamespaces sandboxes = new PodNamespaces(folder.folder("netns"), cleanup, random);
    try (CallLog log = CallLog.open(folder.root().resolve("calls.log"))) {
      Callers callers = new Callers(node, sandboxes, log);
      KillRound round = new KillRound(node, callers, folder.root().resolve("calls.log"), random);
      List<RoundResult> results = new ArrayList<>();
      for (int i = 1; i <= options.rounds(); i++) {
        results.add(round.run(i % 2 == 0));
        print(i, results.getLast());
      }
      List<String> left = round.deleteEverything();
      left.forEach(sentence -> out.println("  left behind: " + sentence));
      boolean stopped = node.stopDaemon();
      List<String> notCleaned = cleanup.run();
      notCleaned.forEach(sentence -> out.println("  " + sentence));
      return conclude(results, left.isEmpty() && notCleaned.isEmpty() && stopped);
    }
  }

  private void print(int number, RoundResult result) {
    out.printf(
        "round %d: killed after %d answers with %d requests in flight; %d ADDs and %d DELs answered;"
            + " served again after %d ms; %d violations%n",
        number,
        result.answersBeforeKill(),
        result.inFlight(),
        result.answeredAdds(),
        result.answeredDels(),
        result.servingMillis(),
        result.violations().size());
    result.refusals().forEach((text, count) -> out.println("  " + count + " × " + text));
    result.violations().forEach(sentence -> out.println("  VIOLATION: " + sentence));
    out.flush();
  }

  private boolean conclude(List<RoundResult> results, boolean nothingLeft) {
    long hits = results.stream().filter(result -> result.inFlight() > 0).count();
    long violations = results.stream().mapToLong(result -> result.violations().size()).sum();
    boolean ok = hits > 0 && violations == 0 && nothingLeft;
    out.printf(
        "%s: %d of %d kills landed in mid-request, %d violations, %s%n",
        ok ? "PASSED" : "FAILED",
        hits,
        results.size(),
        violations,
        nothingLeft ? "nothing left" : "something is left or was not stopped in order");
    return ok;
  }
}
