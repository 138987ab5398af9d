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
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One round after the other on the same node. For one thread.
final class KillRound {

  private static final int HALF = KillOptions.REQUESTS / 2;

  /// Requests at once between storms, as one node's runtime makes them.
  private static final int GENTLE = 10;

  /// The kill comes when a random number of answers between these has been logged.
  private static final int EARLIEST_KILL = 10;

  private static final int LATEST_KILL = 150;
  private static final long ANSWERS_LIMIT_MILLIS = 30_000;
  private static final Duration POOL_LIMIT = Duration.ofSeconds(90);

  /// The daemon removes what nobody leases after it has begun to serve.
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(20);

  private static final Pattern SANDBOX_ID = Pattern.compile("[0-9a-f]{64}");
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
    if (!restartAtOnce) {
      Callers.await(running);
    }
    node.startDaemon();
    long servingNanos = node.awaitServing();
    List<CniAnswer> answers = Callers.await(running);

    List<CallRecord> history = CallLog.read(log);
    List<CallRecord> round = history.stream().filter(call -> call.id() >= firstId).toList();
    return new RoundResult(
        round.stream().filter(call -> call.answeredBy(killNanos)).count(),
        round.stream().filter(call -> call.inFlightAt(killNanos)).count(),
        count(round, Verb.ADD),
        count(round, Verb.DEL),
        servingNanos / 1_000_000,
        refusals(answers),
        settledViolations(history));
  }

  /// What failed requests were told, without what differs from one to the next.
  private static Map<String, Long> refusals(List<CniAnswer> answers) {
    return answers.stream()
        .filter(answer -> !answer.succeeded())
        .map(answer -> SANDBOX_ID.matcher(answer.failure()).replaceAll("…"))
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  /// What the audit finds once the daemon has had time to put right what the old one left.
  private List<String> settledViolations(List<CallRecord> history)
      throws IOException, InterruptedException {
    List<String> violations = new ArrayList<>();
    Await.until(
        SETTLE_LIMIT,
        LOOK_EVERY,
        () -> {
          violations.clear();
          violations.addAll(Audit.violations(history, observe()));
          return violations.isEmpty();
        });
    return violations;
  }

  /// Deletes every sandbox, as a drained node does.
  ///
  /// @return what is left then
  List<String> deleteEverything() throws IOException, InterruptedException {
    delete(List.copyOf(sandboxes.values()));
    List<String> left = new ArrayList<>();
    Await.until(
        SETTLE_LIMIT,
        LOOK_EVERY,
        () -> {
          left.clear();
          left.addAll(leftovers());
          return left.isEmpty();
        });
    return left;
  }

  private List<String> leftovers() throws IOException, InterruptedException {
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
    performGently(adds);
    return attached;
  }

  private void delete(List<Pod> pods) throws IOException, InterruptedException {
    List<Callers.Request> requests =
        pods.stream().map(pod -> new Callers.Request(Verb.DEL, pod)).toList();
    performGently(requests);
    for (Pod pod : pods) {
      callers.removeSandbox(pod);
      sandboxes.remove(pod.container());
    }
  }

  /// Performs requests a few at a time, as between storms; with a healthy daemon all must succeed.
  private void performGently(List<Callers.Request> requests)
      throws IOException, InterruptedException {
    for (int i = 0; i < requests.size(); i += GENTLE) {
      var some = requests.subList(i, Math.min(i + GENTLE, requests.size()));
      for (CniAnswer answer : Callers.await(callers.start(some))) {
        if (!answer.succeeded()) {
          throw new IOException("with a healthy daemon a request failed: " + answer.failure());
        }
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
