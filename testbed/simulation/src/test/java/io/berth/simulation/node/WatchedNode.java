package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.Sandbox;
import io.berth.ipamd.store.Storage;
import io.berth.simulation.check.Promises;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.world.SimulatedDisk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One node with the real core, every promise checked after every event.
final class WatchedNode {

  private static final long CHURN_MILLIS = 1_200_000;

  final OneNode world;
  final BerthNode node;
  final Kubelet kubelet;
  final Promises promises;
  private final Kubelet.Watcher checks;
  final List<String> refusals = new ArrayList<>();

  WatchedNode(String instanceType, NodeSettings settings, long seed) {
    this(instanceType, settings, seed, seed, storage -> storage);
  }

  /// @param diskSeed decides what crashes leave
  /// @param view the daemon's view of its disk
  WatchedNode(
      String instanceType,
      NodeSettings settings,
      long seed,
      long diskSeed,
      UnaryOperator<Storage> view) {
    world = new OneNode(instanceType, LatencyProfile.REALISTIC, Throttling.EC2, seed);
    node =
        new BerthNode(
            world.identity(),
            world.limits(),
            settings,
            world.time(),
            world.vpc(),
            List.of(),
            new SimulatedDisk(world.time(), diskSeed, view),
            seed + 1);
    promises = new Promises(world.time(), world.vpc(), settings.coolingMillis());
    checks = promises.node(world.identity(), consumer -> node.pool().forEach(consumer));
    promises.watch();
    node.onDeath(() -> promises.restarted(world.identity()));
    Kubelet.Watcher both =
        new Kubelet.Watcher() {
          @Override
          public void addressed(Pod pod, IpAddress address) {
            checks.addressed(pod, address);
          }

          @Override
          public void refused(Pod pod, String sentence) {
            refusals.add(sentence);
          }

          @Override
          public void leaving(Pod pod, IpAddress address) {
            checks.leaving(pod, address);
          }

          @Override
          public void gone(Pod pod, IpAddress address) {
            checks.gone(pod, address);
          }
        };
    kubelet = world.kubelet(node, RetryRule.KUBELET, both);
  }

  void runFor(long millis) {
    world.time().runUntil(world.time().nowMillis() + millis);
  }

  List<Pod> run(int count) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(kubelet.run());
    }
    return pods;
  }

  /// The sandbox of a pod with an address ends, and nobody sends a DEL.
  void vanish(Pod pod) {
    IpAddress address = Objects.requireNonNull(pod.address());
    checks.leaving(pod, address);
    checks.gone(pod, address);
    node.kernel().close(Sandbox.ofPath("/run/netns/" + pod.sandbox().containerId()));
  }

  /// Kills the daemon and starts it again.
  void kill() {
    node.restart();
  }

  /// Twenty minutes of pods that come and go at random.
  ///
  /// @param killPercent how often the daemon is killed instead
  void churn(long seed, int killPercent) {
    Random random = new Random(seed);
    List<Pod> pods = new ArrayList<>();
    while (world.time().nowMillis() < CHURN_MILLIS) {
      runFor(random.nextInt(4_000));
      int draw = random.nextInt(100);
      if (draw < killPercent) {
        kill();
      } else if (draw < 50 && pods.size() < 25) {
        pods.add(kubelet.run());
      } else if (!pods.isEmpty()) {
        kubelet.stop(pods.remove(random.nextInt(pods.size())));
      }
    }
  }

  /// At rest: every pod has an address, and leases and kernel agree with the pods.
  void assertStands(String what, List<Pod> pods) {
    Set<IpAddress> held = new HashSet<>();
    for (Pod pod : pods) {
      assertTrue(pod.address() != null, () -> what + ": " + pod.sandboxName() + " has no address");
      assertTrue(held.add(Objects.requireNonNull(pod.address())), () -> what + ": twice");
    }
    Set<IpAddress> leased = new HashSet<>();
    node.leases().stream().map(Lease::address).forEach(leased::add);
    assertEquals(held, leased, what);
    Set<IpAddress> linked = new HashSet<>();
    node.kernel().links().stream().map(PodLinkSeen::address).forEach(linked::add);
    assertEquals(held, linked, what);
  }
}
