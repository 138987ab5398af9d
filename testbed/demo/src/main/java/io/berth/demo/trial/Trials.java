package io.berth.demo.trial;

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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Puts a node in its place for a trial, and takes everything away afterwards.
public final class Trials {

  /// So that addresses come back during a trial; the default of 30 s would only cost time here.
  private static final int COOLDOWN_SECONDS = 1;

  private static final String NODE = "node-1";

  private final Dist dist;
  private final PrintStream out;
  private final Cleanup cleanup;

  /// @param out for people
  /// @param cleanup undoes everything; run at the end
  public Trials(Dist dist, PrintStream out, Cleanup cleanup) {
    this.dist = dist;
    this.out = out;
    this.cleanup = cleanup;
  }

  /// Runs a trial and cleans up.
  ///
  /// @return whether everything held and nothing is left
  /// @throws IOException when the testbed fails; the message is for a person
  public boolean run(Trial trial) throws IOException, InterruptedException {
    RunFolder folder = cleanup.make("the folder of this run", RunFolder::create, RunFolder::delete);
    try {
      return run(trial, folder);
    } catch (IOException e) {
      if (cleanup.hasBegun()) {
        throw e;
      }
      Child.tail(Testbed.log(folder)).forEach(line -> out.println("  emulator: " + line));
      Child.tail(folder.root().resolve(NODE).resolve("ipamd.log"))
          .forEach(line -> out.println("  daemon: " + line));
      throw e;
    }
  }

  private boolean run(Trial trial, RunFolder folder) throws IOException, InterruptedException {
    InstanceLimits limits =
        Objects.requireNonNull(InstanceTypes.bundled().find(trial.instanceType()));
    Testbed testbed =
        cleanup.make(
            "the emulator",
            () -> Testbed.start(dist, folder, 1, limits, Testbed.Latency.NONE),
            Testbed::close);
    Map<String, String> settings = new HashMap<>(trial.settings(limits));
    settings.put("IP_COOLDOWN_PERIOD", String.valueOf(COOLDOWN_SECONDS));
    Node node =
        new Node(
            NODE,
            testbed.nodes().getFirst(),
            dist,
            folder.folder(NODE),
            settings,
            trial.callers(),
            cleanup);
    Random random = new Random(trial.seed());
    PodNamespaces namespaces = new PodNamespaces(folder.folder("netns"), cleanup, random);
    Path logFile = folder.root().resolve("calls.log");
    TrialNode trialNode =
        TrialNode.of(testbed, node, namespaces, logFile, COOLDOWN_SECONDS * 1_000L);
    boolean held;
    try (CallLog _ = trialNode.log()) {
      held = trial.run(trialNode, random, out);
      List<String> left = trialNode.deleteEverything();
      left.forEach(sentence -> out.println("  left behind: " + sentence));
      boolean stopped = node.stopDaemon();
      if (!stopped) {
        out.println("  the daemon had to be killed at the end");
      }
      held &= left.isEmpty() && stopped;
    }
    List<String> notCleaned = cleanup.run();
    notCleaned.forEach(sentence -> out.println("  " + sentence));
    held &= notCleaned.isEmpty();
    out.println(
        held
            ? "PASSED; no link, route, rule, namespace, lease or spool file is left"
            : "FAILED; see above");
    return held;
  }
}
