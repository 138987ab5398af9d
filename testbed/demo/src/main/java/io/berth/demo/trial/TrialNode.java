package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Kernel;
import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.NodeKernel;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PodNamespaces;
import io.berth.demo.rig.PoolView;
import io.berth.demo.rig.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// One node with its daemon, its sandboxes, and the log of everything that was asked.
///
/// @param testbed its VPC
/// @param node the node
/// @param namespaces makes sandboxes
/// @param log the callers' log
/// @param logFile where it lies
/// @param sandboxes every sandbox whose namespace exists, by container id; safe for any thread
/// @param coolingMillis what the daemon was told
record TrialNode(
    Testbed testbed,
    Node node,
    PodNamespaces namespaces,
    CallLog log,
    Path logFile,
    Map<String, Pod> sandboxes,
    long coolingMillis) {

  /// The daemon removes what nobody leases after it has begun to serve.
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(20);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration POOL_LIMIT = Duration.ofSeconds(90);

  /// Longer than any executable runs.
  private static final Duration LONG = Duration.ofHours(1);

  static TrialNode of(
      Testbed testbed, Node node, PodNamespaces namespaces, Path logFile, long coolingMillis)
      throws IOException {
    return new TrialNode(
        testbed,
        node,
        namespaces,
        CallLog.open(logFile),
        logFile,
        new ConcurrentHashMap<>(),
        coolingMillis);
  }

  /// A sandbox of its own namespace, without a network yet.
  Pod sandbox(String name) throws IOException, InterruptedException {
    Pod pod = namespaces.create(name);
    sandboxes.put(pod.container(), pod);
    return pod;
  }

  CniAnswer add(Pod pod) throws IOException, InterruptedException {
    return add(pod, Duration.ZERO);
  }

  /// @param killAfter when to kill the executable; zero for never
  CniAnswer add(Pod pod, Duration killAfter) throws IOException, InterruptedException {
    int id = log.begin(Verb.ADD, pod.container());
    CniAnswer answer = node.cni().add(pod, killAfter);
    log.end(id, answer.succeeded(), answer.succeeded() ? answer.address() : "");
    return answer;
  }

  CniAnswer delete(Pod pod) throws IOException, InterruptedException {
    return delete(pod, Duration.ZERO);
  }

  /// @param killAfter when to kill the executable; zero for never
  CniAnswer delete(Pod pod, Duration killAfter) throws IOException, InterruptedException {
    int id = log.begin(Verb.DEL, pod.container());
    CniAnswer answer = node.cni().delete(pod, "", killAfter);
    log.end(id, answer.succeeded(), "");
    return answer;
  }

  /// What the audit finds once the daemon has had time to put right what another life of it left.
  List<String> settledViolations() throws IOException, InterruptedException {
    List<CallRecord> history = CallLog.read(logFile);
    List<String> violations = new ArrayList<>();
    Await.until(
        SETTLE_LIMIT,
        LOOK_EVERY,
        () -> {
          violations.clear();
          violations.addAll(Audit.violations(history, observe()));
          violations.addAll(Reuse.violations(history, coolingMillis));
          return violations.isEmpty();
        });
    return violations;
  }

  private Observation observe() throws IOException, InterruptedException {
    Map<String, List<String>> podAddresses = new HashMap<>();
    for (Pod pod : sandboxes.values()) {
      podAddresses.put(pod.container(), Kernel.podAddresses(pod.namespace()));
    }
    return new Observation(
        podAddresses, Kernel.node(node.place().namespace()), node.control().leases());
  }

  /// Removes the namespaces of sandboxes whose DEL was answered, as the runtime does then.
  ///
  /// @return the sandboxes that are left
  List<Pod> removeDeleted() throws IOException, InterruptedException {
    Set<String> deleted = new HashSet<>();
    for (CallRecord call : CallLog.read(logFile)) {
      if (call.verb() == Verb.DEL && call.succeeded()) {
        deleted.add(call.container());
      }
    }
    for (Pod pod : List.copyOf(sandboxes.values())) {
      if (deleted.contains(pod.container())) {
        namespaces.remove(pod);
        sandboxes.remove(pod.container());
      }
    }
    return List.copyOf(sandboxes.values());
  }

  /// Deletes every sandbox, as a drained node does.
  ///
  /// @return what is left then
  List<String> deleteEverything() throws IOException, InterruptedException {
    for (Pod pod : removeDeleted()) {
      CniAnswer answer = delete(pod);
      if (!answer.succeeded()) {
        throw new IOException("with a healthy daemon a DEL failed: " + answer.failure());
      }
    }
    removeDeleted();
    restartLongAfter();
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

  /// What a killed executable left unfinished in the spool goes at the next start, once it is too
  /// old to belong to a live one. So it is made old here.
  private void restartLongAfter() throws IOException, InterruptedException {
    FileTime longAgo = FileTime.from(Instant.now().minus(LONG));
    for (String file : files(node.spool())) {
      Files.setLastModifiedTime(node.spool().resolve(file), longAgo);
    }
    node.stopDaemon();
    node.startDaemon();
    node.awaitServing();
  }

  private List<String> leftovers() throws IOException, InterruptedException {
    NodeKernel kernel = Kernel.node(node.place().namespace());
    Set<String> ofPods = new HashSet<>();
    for (CallRecord call : CallLog.read(logFile)) {
      if (call.answer() != null) {
        ofPods.add(call.answer().address());
      }
    }
    List<String> left = new ArrayList<>();
    kernel.links().forEach(link -> left.add("link " + link));
    kernel.routes().forEach(route -> left.add("route to " + route.address()));
    kernel.rules().stream()
        .filter(rule -> ofPods.contains(rule.address()))
        .forEach(rule -> left.add("rule " + rule.text()));
    for (LeaseView lease : node.control().leases()) {
      left.add("lease of " + lease.address());
    }
    files(node.spool()).forEach(file -> left.add("spool file " + file));
    files(namespaces.folder()).forEach(file -> left.add("namespace " + file));
    return left;
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  /// Waits until so many addresses are free.
  ///
  /// @throws IOException when that takes too long; the message has what the pool says
  void awaitFree(int wanted) throws IOException, InterruptedException {
    List<PoolView> looks = new ArrayList<>();
    boolean enough =
        Await.until(
            POOL_LIMIT,
            LOOK_EVERY,
            () -> {
              looks.add(node.control().pool());
              return looks.getLast().free() >= wanted;
            });
    if (!enough) {
      throw new IOException(
          "no %d free addresses within %d s: %s"
              .formatted(wanted, POOL_LIMIT.toSeconds(), looks.getLast()));
    }
  }
}
