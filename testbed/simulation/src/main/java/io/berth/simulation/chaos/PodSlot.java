package io.berth.simulation.chaos;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;

/// A place for one pod of a name that comes back, as of a StatefulSet, and the sandboxes it has
/// had.
final class PodSlot {

  private static final String NETWORK = "aws-cni";

  /// What has become of a sandbox.
  enum Stage {
    ADDING,
    RUNNING,
    /// Its DEL is under way.
    ENDING,
    GONE,
    /// Its namespace went, and nobody will ask for a DEL.
    ABANDONED
  }

  /// One sandbox.
  static final class Box {
    final LeaseKey key;
    final Sandbox namespace;
    final List<Executable> adds = new ArrayList<>();
    Stage stage = Stage.ADDING;

    /// Its namespace has gone, and its DEL comes later.
    boolean lost;

    Box(String containerId) {
      key = new LeaseKey(NETWORK, containerId, "eth0");
      namespace = Sandbox.ofPath("/run/netns/" + containerId);
    }
  }

  final int number;
  final PodName pod;
  final List<Box> boxes = new ArrayList<>();

  /// Whether there is to be a pod.
  boolean wanted;

  private int attempts;

  PodSlot(int number) {
    this.number = number;
    this.pod = new PodName("default", "pod-" + number);
  }

  /// The sandbox that is to serve the pod now.
  Box next() {
    attempts++;
    Box box = new Box("c" + number + "-" + attempts);
    boxes.removeIf(old -> old.stage == Stage.GONE);
    boxes.add(box);
    return box;
  }

  /// Whether a sandbox serves the pod or is being made.
  boolean isServed() {
    return boxes.stream().anyMatch(b -> b.stage == Stage.ADDING || b.stage == Stage.RUNNING);
  }

  boolean isRunning() {
    return boxes.stream().anyMatch(b -> b.stage == Stage.RUNNING);
  }

  /// Whether no sandbox is on its way in or out.
  boolean isQuiet() {
    return boxes.stream()
        .noneMatch(b ->
            b.stage == Stage.ADDING
                || b.stage == Stage.ENDING
                || (b.lost && b.stage == Stage.RUNNING));
  }
}
