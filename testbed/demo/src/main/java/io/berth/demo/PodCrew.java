package io.berth.demo;

import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Plays the container runtime of all nodes: calls the executable for many pods at once, and keeps
/// the times.
final class PodCrew {

  /// What a container runtime does at once on a node that is being filled.
  static final int AT_ONCE_PER_NODE = 5;

  private final Screen screen;
  private final Durations adds = new Durations();
  private final Durations waitingAdds = new Durations();
  private final Durations deletes = new Durations();

  /// What the executable answered for one pod.
  record Answered(Pod pod, Node node, CniAnswer answer) {}

  /// A pod that is to be put on a node.
  record Assignment(Pod pod, Node node) {}

  @FunctionalInterface
  private interface Call {
    CniAnswer run() throws IOException, InterruptedException;
  }

  PodCrew(Screen screen) {
    this.screen = screen;
  }

  /// How long the ADDs of [#addBeyondPool] that succeeded took.
  Percentiles waitingAddPercentiles() {
    return waitingAdds.percentiles();
  }

  /// How long the ADDs of [#add] that succeeded took.
  Percentiles addPercentiles() {
    return adds.percentiles();
  }

  /// How long the DELs that succeeded took.
  Percentiles deletePercentiles() {
    return deletes.percentiles();
  }

  /// Adds pods for which there are warm addresses.
  List<Answered> add(List<Assignment> assignments) throws IOException, InterruptedException {
    return add(assignments, adds);
  }

  /// Adds pods that may have to wait for EC2.
  List<Answered> addBeyondPool(List<Assignment> assignments)
      throws IOException, InterruptedException {
    return add(assignments, waitingAdds);
  }

  private List<Answered> add(List<Assignment> assignments, Durations durations)
      throws IOException, InterruptedException {
    List<Future<Answered>> calls = new ArrayList<>();
    for (Assignment a : assignments) {
      calls.add(call(a.pod(), a.node(), () -> a.node().cni().add(a.pod())));
    }
    return collect("ADD", calls, durations);
  }

  List<Answered> delete(List<PlacedPod> pods) throws IOException, InterruptedException {
    List<Future<Answered>> calls = new ArrayList<>();
    for (PlacedPod p : pods) {
      calls.add(call(p.pod(), p.node(), () -> p.node().cni().delete(p.pod(), p.result())));
    }
    return collect("DEL", calls, deletes);
  }

  List<Answered> check(List<PlacedPod> pods) throws IOException, InterruptedException {
    List<Future<Answered>> calls = new ArrayList<>();
    for (PlacedPod p : pods) {
      calls.add(call(p.pod(), p.node(), () -> p.node().cni().check(p.pod(), p.result())));
    }
    return collect("CHECK", calls, new Durations());
  }

  private static Future<Answered> call(Pod pod, Node node, Call call) {
    return node.callers().submit(() -> new Answered(pod, node, call.run()));
  }

  private List<Answered> collect(String verb, List<Future<Answered>> calls, Durations durations)
      throws IOException, InterruptedException {
    List<Answered> answers = new ArrayList<>();
    for (Future<Answered> call : calls) {
      Answered answered = result(call);
      if (answered.answer().succeeded()) {
        durations.add(answered.answer().nanos());
      }
      answers.add(answered);
      screen.progress(verb + " " + answers.size() + " of " + calls.size());
    }
    return answers;
  }

  private static Answered result(Future<Answered> call) throws IOException, InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException e) {
      throw new IOException("the executable could not be run: " + e.getCause(), e);
    }
  }
}
