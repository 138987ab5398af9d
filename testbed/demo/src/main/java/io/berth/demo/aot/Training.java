package io.berth.demo.aot;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.Child;
import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Namespaces;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PodNamespaces;
import io.berth.demo.rig.RunFolder;
import io.berth.demo.rig.Testbed;
import io.berth.ipam.model.InstanceTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Two lives of a daemon in an emulated VPC. The first leaves leases in the journal; the second
/// starts from them, as a restart does, serves every verb, calls EC2, and leaves the cache when it
/// ends.
final class Training {

  /// Pods that the second life finds.
  private static final int PODS = 6;

  /// Java writes the cache when the daemon has ended, with all cores it can get.
  private static final Duration DUMP_LIMIT = Duration.ofMinutes(3);

  private static final Duration CALL_LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "WARM_IP_TARGET",
          "2",
          "IP_COOLDOWN_PERIOD",
          "0",
          "BERTH_METRICS_ADDRESS",
          "127.0.0.1:61678");

  private final Dist dist;
  private final Cleanup cleanup;

  Training(Dist dist, Cleanup cleanup) {
    this.dist = dist;
    this.cleanup = cleanup;
  }

  /// @param network whether this process may make namespaces; without them the daemon finds no
  ///   links, so no pod is added, and its part of the cache is missing
  /// @return the cache
  /// @throws IOException when there is none; the message is for a person
  Path run(boolean network) throws IOException, InterruptedException {
    RunFolder folder = cleanup.make("the folder of this run", RunFolder::create, RunFolder::delete);
    Files.deleteIfExists(dist.aotCache());
    Testbed testbed = cleanup.make("the emulator", () -> start(folder, network), Testbed::close);
    Path place = folder.folder("node");
    Node node = new Node("the node", testbed.nodes().getFirst(), dist, place, SETTINGS, 1, cleanup);
    Path made = place.resolve("ipamd.aot");
    String flag = "-XX:AOTCacheOutput=" + made;
    try {
      if (network) {
        onANode(node, new PodNamespaces(folder.folder("netns"), cleanup, new Random(PODS)), flag);
      } else {
        withoutNetwork(node, testbed, flag);
      }
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; the daemon's last words: " + Child.tail(node.log()), e);
    }
    if (!Files.exists(made)) {
      throw new IOException("Java made no AOT cache; its last words: " + Child.tail(node.log()));
    }
    // Beside its place first: a daemon that starts meanwhile sees all of it or nothing.
    Path beside = dist.aotCache().resolveSibling("ipamd.aot.new");
    Files.copy(made, beside, StandardCopyOption.REPLACE_EXISTING);
    return Files.move(beside, dist.aotCache(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Testbed start(RunFolder folder, boolean network)
      throws IOException, InterruptedException {
    if (!network) {
      return Testbed.startWithoutNetwork(dist, folder);
    }
    var limits = Objects.requireNonNull(InstanceTypes.bundled().find("m5.large"));
    return Testbed.start(dist, folder, 1, limits, Testbed.Latency.NONE);
  }

  private static void onANode(Node node, PodNamespaces sandboxes, String flag)
      throws IOException, InterruptedException {
    node.startDaemon();
    node.awaitServing();
    serve(node, sandboxes, "first");
    node.killDaemon();
    node.startDaemon(flag);
    node.awaitServing();
    for (Pod pod : serve(node, sandboxes, "second")) {
      require(node.cni().delete(pod, ""));
    }
    node.stopDaemon(DUMP_LIMIT);
  }

  private static void withoutNetwork(Node node, Testbed testbed, String flag)
      throws IOException, InterruptedException {
    node.startDaemon(flag);
    node.awaitListening();
    boolean called = Await.until(CALL_LIMIT, LOOK_EVERY, () -> !testbed.ec2Calls().isEmpty());
    if (!called) {
      throw new IOException("the daemon did not call EC2 within " + CALL_LIMIT.toSeconds() + " s");
    }
    // Refused, since the executable's own namespace is no sandbox; the way there counts.
    node.cni().add(new Pod("pod", "0123456789abcdef", Namespaces.OWN));
    node.control().pool();
    node.stopDaemon(DUMP_LIMIT);
  }

  /// Adds and checks pods, and looks at the daemon as an operator does.
  private static List<Pod> serve(Node node, PodNamespaces sandboxes, String life)
      throws IOException, InterruptedException {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      Pod pod = sandboxes.create(life + "-" + i);
      CniAnswer added = node.cni().add(pod);
      require(added);
      require(node.cni().check(pod, added.stdout()));
      pods.add(pod);
    }
    node.control().leases();
    return pods;
  }

  private static void require(CniAnswer answer) throws IOException {
    if (!answer.succeeded()) {
      throw new IOException("a request of the training failed: " + answer.failure());
    }
  }
}
