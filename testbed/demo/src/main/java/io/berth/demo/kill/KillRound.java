package io.berth.demo.kill;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Kernel;
import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.NodeKernel;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PoolView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;

/// One round after the other on the same node. For one thread.
final class KillRound {

  private static final int HALF = KillOptions.REQUESTS / 2;

  /// The kill comes when a random number of answers between these has been logged.
  private static final int EARLIEST_KILL = 10;

  private static final int LATEST_KILL = 150;
  private static final long ANSWERS_LIMIT_MILLIS = 30_000;
  private static final Duration POOL_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private final Node node;
  private final Callers callers;
  private final Path log;
  private final Random random;

  /// Every sandbox whose namespace exists, by container id.
  private final Map<String, Pod> sandboxes = new LinkedHashMap<>();

  KillRound(Node node, Callers callers, Path log, Random random) {
    this.node = node;
    this.callers = callers;
    this.log = log;
    this.random = random;
  }

  /// @param restartAtOnce whether to start the daemon again while callers still run
  RoundResult run(boolean restartAtOnce) throws IOException, InterruptedException {
    List<Pod> leaving = addUntilHalf();
    awaitFree();
    List<Callers.Request> requests = new ArrayList<>();
    leaving.forEach(pod -> requests.add(new Callers.Request(Verb.DEL, pod)));
    for (int i = 0; i < HALF; i++) {
      requests.add(new Callers.Request(Verb.ADD, sandbox()));
    }
    Collections.shuffle(requests, random);

    int firstId = CallLog.read(log).size() + 1;
    int before = callers.log().answers();
    int killAfter = random.nextInt(EARLIEST_KILL, LATEST_KILL);
    List<Future<CniAnswer>> running = callers.start(requests);
    callers.log().awaitAnswers(before + killAfter, ANSWERS_LIMIT_MILLIS);
    long killNanos = System.nanoTime();
    node.killDaemon();
    int answered = callers.log().answers() - before;
    if (!restartAtOnce) {
      Callers.await(running);
    }
    node.startDaemon();
    long servingNanos = node.awaitServing();
    Callers.await(running);

    List<CallRecord> history = CallLog.read(log);
    List<CallRecord> round = history.stream().filter(call -> call.id() >= firstId).toList();
    return new RoundResult(
        answered,
        round.stream().filter(call -> call.inFlightAt(killNanos)).count(),
        count(round, Verb.ADD),
        count(round, Verb.DEL),
        servingNanos / 1_000_000,
        Audit.violations(history, observe()));
  }

  /// Deletes every sandbox, as a drained node does.
  ///
  /// @return what is left then
  List<String> deleteEverything() throws IOException, InterruptedException {
    delete(List.copyOf(sandboxes.values()));
    NodeKernel kernel = Kernel.node(node.place().namespace());
    List<String> left = new ArrayList<>();
    kernel.links().forEach(link -> left.add("link " + link));
    kernel.routes().forEach(route -> left.add("route to " + route.address()));
    for (LeaseView lease : node.control().leases()) {
      left.add("lease of " + lease.address());
    }
    return left;
  }

  /// Deletes what has no address by the callers' log, as a runtime does after a failed ADD and
  /// repeats after a DEL, then adds pods until half of a round's requests can be DELs.
  private List<Pod> addUntilHalf() throws IOException, InterruptedException {
    Map<String, CallRecord> last = new HashMap<>();
    CallLog.read(log).forEach(call -> last.put(call.container(), call));
    List<Pod> attached = new ArrayList<>();
    List<Pod> others = new ArrayList<>();
    for (Pod pod : sandboxes.values()) {
      CallRecord call = last.get(pod.container());
      boolean has = call != null && call.verb() == Verb.ADD && call.succeeded();
      (has ? attached : others).add(pod);
    }
    delete(others);
    while (attached.size() > HALF) {
      delete(List.of(attached.removeLast()));
    }
    awaitFree();
    List<Callers.Request> adds = new ArrayList<>();
    while (attached.size() < HALF) {
      Pod pod = sandbox();
      attached.add(pod);
      adds.add(new Callers.Request(Verb.ADD, pod));
    }
    requireSuccess(Callers.await(callers.start(adds)));
    return attached;
  }

  private void delete(List<Pod> pods) throws IOException, InterruptedException {
    List<Callers.Request> requests =
        pods.stream().map(pod -> new Callers.Request(Verb.DEL, pod)).toList();
    requireSuccess(Callers.await(callers.start(requests)));
    for (Pod pod : pods) {
      callers.removeSandbox(pod);
      sandboxes.remove(pod.container());
    }
  }

  private static void requireSuccess(List<CniAnswer> answers) throws IOException {
    for (CniAnswer answer : answers) {
      if (!answer.succeeded()) {
        throw new IOException("with a healthy daemon a request failed: " + answer.failure());
      }
    }
  }

  private Pod sandbox() throws IOException, InterruptedException {
    Pod pod = callers.createSandbox();
    sandboxes.put(pod.container(), pod);
    return pod;
  }

  /// Waits until a round's ADDs can all be served: none shall wait for EC2 or for cooling.
  private void awaitFree() throws IOException, InterruptedException {
    List<PoolView> looks = new ArrayList<>();
    boolean enough =
        Await.until(
            POOL_LIMIT,
            LOOK_EVERY,
            () -> {
              looks.add(node.control().pool());
              return looks.getLast().free() >= HALF;
            });
    if (!enough) {
      throw new IOException(
          "no %d free addresses within %d s: %s"
              .formatted(HALF, POOL_LIMIT.toSeconds(), looks.getLast()));
    }
  }

  private Observation observe() throws IOException, InterruptedException {
    Map<String, List<String>> podAddresses = new HashMap<>();
    for (Pod pod : sandboxes.values()) {
      podAddresses.put(pod.container(), Kernel.podAddresses(pod.namespace()));
    }
    return new Observation(
        podAddresses, Kernel.node(node.place().namespace()), node.control().leases());
  }

  private static long count(List<CallRecord> round, Verb verb) {
    return round.stream().filter(call -> call.verb() == verb && call.succeeded()).count();
  }
}
