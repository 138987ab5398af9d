package io.berth.demo.kill;

import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PodNamespaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Runtimes of one node that write down what they ask and what they are told.
final class Callers {

  private final Node node;
  private final PodNamespaces sandboxes;
  private final CallLog log;
  private int created;

  /// One request.
  record Request(Verb verb, Pod pod) {}

  Callers(Node node, PodNamespaces sandboxes, CallLog log) {
    this.node = node;
    this.sandboxes = sandboxes;
    this.log = log;
  }

  CallLog log() {
    return log;
  }

  Pod createSandbox() throws IOException, InterruptedException {
    return sandboxes.create("pod-" + ++created);
  }

  void removeSandbox(Pod pod) throws IOException {
    sandboxes.remove(pod);
  }

  /// Starts requests, all at once.
  List<Future<CniAnswer>> start(List<Request> requests) {
    List<Future<CniAnswer>> running = new ArrayList<>();
    for (Request request : requests) {
      running.add(node.callers().submit(() -> perform(request)));
    }
    return running;
  }

  /// Waits for all.
  static List<CniAnswer> await(List<Future<CniAnswer>> running)
      throws IOException, InterruptedException {
    List<CniAnswer> answers = new ArrayList<>();
    for (Future<CniAnswer> future : running) {
      try {
        answers.add(future.get());
      } catch (ExecutionException e) {
        throw new IOException("a caller failed: " + e.getCause(), e);
      }
    }
    return answers;
  }

  private CniAnswer perform(Request request) throws IOException, InterruptedException {
    int id = log.begin(request.verb(), request.pod().container());
    CniAnswer answer =
        switch (request.verb()) {
          case ADD -> node.cni().add(request.pod());
          case DEL -> node.cni().delete(request.pod(), "");
        };
    boolean gaveAddress = request.verb() == Verb.ADD && answer.succeeded();
    log.end(id, answer.succeeded(), gaveAddress ? answer.address() : "");
    return answer;
  }
}
