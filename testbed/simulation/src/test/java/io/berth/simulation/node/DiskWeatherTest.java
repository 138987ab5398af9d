package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.simulation.world.DiskFault;
import io.berth.simulation.world.SimulatedDisk;
import io.berth.simulation.world.SimulatedStorage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Aim: no promise breaks under any mixture of the disk's faults, and a node heals when they stop.
/// Method: pods that come and go at random on a disk whose faults come and go at random, and a
/// daemon that is killed at random, for many seeds.
class DiskWeatherTest {

  private static final int SEEDS = 6;
  private static final long STORM_MILLIS = 600_000;

  /// Longer than the longest wait of the kubelet and of the daemon.
  private static final long HEALING_MILLIS = 180_000;

  private static final List<DiskFault> STANDING =
      List.of(
          DiskFault.LOST_WRITE,
          DiskFault.TORN_WRITE,
          DiskFault.LOST_RENAME,
          DiskFault.FULL,
          DiskFault.READ_ONLY,
          DiskFault.FAILED_SYNC,
          DiskFault.SLOW_SYNC);

  @Test
  void faultsComeAndGo_noPromiseBreaksAndTheNodeHeals() {
    Map<DiskFault, Long> counts = new EnumMap<>(DiskFault.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulatedStorage storage = storm(seed);
      for (DiskFault fault : DiskFault.values()) {
        counts.merge(fault, storage.count(fault), Long::sum);
      }
    }
    counts.forEach((fault, count) -> assertTrue(count > 0, fault + " never happened"));
  }

  private static SimulatedStorage storm(long seed) {
    WatchedNode node =
        new WatchedNode(
            "m5.large",
            NodeSettings.DEFAULT.withWarmIps(3, 5),
            seed,
            seed,
            UnaryOperator.identity());
    SimulatedStorage storage = node.node.disk().storage();
    Random random = new Random(seed);
    List<Pod> pods = new ArrayList<>();
    while (node.world.time().nowMillis() < STORM_MILLIS) {
      node.runFor(random.nextInt(3_000));
      DiskFault fault = STANDING.get(random.nextInt(STANDING.size()));
      if (random.nextInt(3) == 0) {
        storage.begin(fault);
      } else {
        storage.end(fault);
      }
      switch (random.nextInt(20)) {
        case 0 -> storage.failAt(storage.operations() + 1 + random.nextInt(10));
        case 1 -> storage.killAt(storage.operations() + 1 + random.nextInt(10));
        case 2 -> {
          storage.flipBit(SimulatedDisk.JOURNAL);
          node.kill();
        }
        case 3, 4 -> {
          node.node.kill();
          node.runFor(random.nextInt(2_000));
          node.node.boot();
        }
        case 5, 6, 7, 8, 9, 10, 11, 12 -> {
          if (pods.size() < 15) {
            pods.add(node.kubelet.run());
          }
        }
        default -> {
          if (!pods.isEmpty()) {
            node.kubelet.stop(pods.remove(random.nextInt(pods.size())));
          }
        }
      }
    }
    STANDING.forEach(storage::end);
    storage.failAt(0);
    storage.killAt(0);
    node.runFor(HEALING_MILLIS);
    node.assertStands("seed " + seed, pods);
    node.kill();
    node.runFor(10_000);
    node.assertStands("seed " + seed + ", and restarted", pods);
    return storage;
  }

  @Test
  void fileOfAFinishedDel_isServedBeforeTheNextAddOfItsAttachment() {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT, 1);
    node.runFor(30_000);
    SandboxId sandbox = new SandboxId(1, 1);
    List<PodNetwork.Answer> answers = new ArrayList<>();
    node.node.add(sandbox, answers::add);
    node.runFor(1_000);
    node.node.leaveInSpool(sandbox);
    node.node.delete(sandbox, () -> {});
    node.runFor(1_000);

    node.node.add(sandbox, answers::add);
    node.runFor(1_000);
    node.kill();
    node.runFor(1_000);

    assertEquals(2, answers.size());
    assertEquals(1, node.node.leases().size());
    assertEquals(List.of(), node.node.disk().spool().entries());
  }
}
