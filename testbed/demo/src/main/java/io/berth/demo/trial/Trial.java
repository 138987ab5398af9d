package io.berth.demo.trial;

import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Random;

/// What a node has to go through. Use each instance once.
public sealed interface Trial permits KillTrial, CutOffTrial, FullDiskTrial, StartTrial {

  /// Seed of everything random.
  long seed();

  /// Type of the node.
  String instanceType();

  /// The daemon's environment beyond what it needs to find its node.
  Map<String, String> settings(InstanceLimits limits);

  /// Callers that work at the same time.
  int callers();

  /// Goes through it; the daemon has just been started and serves.
  ///
  /// @param out for people
  /// @return whether everything held
  /// @throws IOException when the testbed fails; the message is for a person
  boolean run(TrialNode node, Random random, PrintStream out)
      throws IOException, InterruptedException;
}
