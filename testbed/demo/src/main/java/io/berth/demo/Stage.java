package io.berth.demo;

import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.EchoServers;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.PodNamespaces;
import io.berth.demo.rig.RunFolder;
import io.berth.demo.rig.Testbed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the steps of one run share. For one thread.
final class Stage {

  final DemoOptions options;
  final Dist dist;
  final RunFolder folder;
  final Cleanup cleanup;
  final Screen screen;
  final Checks checks;
  final PodCrew crew;
  final PodNamespaces sandboxes;
  final EchoServers servers;

  /// The nodes, in the order in which they were started.
  final List<Node> nodes = new ArrayList<>();

  /// The pods that have an address now.
  final List<PlacedPod> pods = new ArrayList<>();

  private @Nullable Testbed testbed;

  Stage(
      DemoOptions options,
      Dist dist,
      RunFolder folder,
      Cleanup cleanup,
      Screen screen,
      PodNamespaces sandboxes,
      EchoServers servers) {
    this.options = options;
    this.dist = dist;
    this.folder = folder;
    this.cleanup = cleanup;
    this.screen = screen;
    this.checks = new Checks(screen);
    this.crew = new PodCrew(screen);
    this.sandboxes = sandboxes;
    this.servers = servers;
  }

  Testbed testbed() {
    if (testbed == null) {
      throw new IllegalStateException("the emulator is not running yet");
    }
    return testbed;
  }

  /// The emulator, or `null` when it did not get so far.
  @Nullable Testbed startedTestbed() {
    return testbed;
  }

  void use(Testbed started) {
    this.testbed = started;
  }

  List<PlacedPod> podsOn(Node node) {
    return pods.stream().filter(pod -> pod.node() == node).toList();
  }
}
