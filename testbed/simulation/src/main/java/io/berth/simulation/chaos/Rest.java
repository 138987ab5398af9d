package io.berth.simulation.chaos;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.reconcile.NodeStatus;
import io.berth.ipam.reconcile.NodeStatus.EniStatus;
import io.berth.simulation.check.BrokenPromiseException;
import io.berth.simulation.check.Promises;
import io.berth.simulation.check.Sandboxes;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.CallCount;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What has to follow once faults stop: the pool comes to its target or says what blocks it (L1),
/// the kernel is what the leases call for (S7), EC2 is left in peace (L3), and a daemon that starts
/// without EC2 serves what it has (L4).
final class Rest {

  private static final long STEP_MILLIS = 5_000;

  /// The longest waits of the daemon: 300 s until a /28 is asked for again, 150 to 300 s to the
  /// next look at EC2, of which two have to agree, and what cools.
  private static final long L1_MILLIS = 30 * 60_000;

  private static final long L3_MILLIS = 30 * 60_000;

  /// A look every 150 s at least, and as much again for what a pool at rest still does.
  private static final long L3_CALLS = 30;

  private static final long L3_TURNS = 3_000;

  /// Without EC2 an ADD takes what it takes: journal and kernel.
  private static final long L4_ANSWER_MILLIS = 1_000;

  private static final int L4_PODS = 3;

  private final VirtualTime time;
  private final SimulatedVpc vpc;
  private final NodeIdentity identity;
  private final ChaosOptions options;
  private final BerthNode node;
  private final Sandboxes sandboxes;
  private final Promises promises;
  private final CniEnd cni;
  private final PodRuntime runtime;
  private final CallFaults calls;
  private final Runnable kill;

  Rest(
      VirtualTime time,
      SimulatedVpc vpc,
      NodeIdentity identity,
      ChaosOptions options,
      BerthNode node,
      Sandboxes sandboxes,
      Promises promises,
      CniEnd cni,
      PodRuntime runtime,
      CallFaults calls,
      Runnable kill) {
    this.time = time;
    this.vpc = vpc;
    this.identity = identity;
    this.options = options;
    this.node = node;
    this.sandboxes = sandboxes;
    this.promises = promises;
    this.cni = cni;
    this.runtime = runtime;
    this.calls = calls;
    this.kill = kill;
  }

  /// @param stopFaults ends them all
  void mustFollow(Runnable stopFaults) {
    stopFaults.run();
    settle();
    atRest(runtime.excused());
    runtime.collect();
    settle();
    atRest(Set.of());
    quietly();
    if (options.static4()) {
      withoutEc2();
    }
  }

  private void settle() {
    long end = time.nowMillis() + L1_MILLIS;
    int steps = 0;
    do {
      time.runUntil(time.nowMillis() + STEP_MILLIS);
      steps++;
      if (steps % 12 == 0) {
        // More pods than the type has addresses.
        runtime.stopOne();
      }
      if (time.nowMillis() > end) {
        throw broken("L1", unrest());
      }
    } while (!unrest().isEmpty());
  }

  /// What is not at rest; empty when all is.
  private String unrest() {
    if (!node.isServing()) {
      return "the daemon does not serve";
    }
    NodeStatus status = node.status();
    PoolView pool = node.pool().view();
    List<String> unrest = new ArrayList<>();
    if (!runtime.isSettled()) {
      unrest.add("pods wait: " + runtime.waiting());
    }
    if (!cni.isIdle() || !node.operations().idle()) {
      unrest.add("requests run");
    }
    if (!status.ec2Answered()) {
      unrest.add("EC2 has not answered since the start");
    }
    if (status.waiting() + status.creating() + status.assigning() > 0) {
      unrest.add("addresses are on their way: " + status);
    }
    if (!isOnTarget()) {
      unrest.add("the pool is not at its target, and nothing is said to block it: " + pool);
    }
    if (pool.cooling() + pool.retiring() > 0) {
      unrest.add(pool.cooling() + " cool, " + pool.retiring() + " retire");
    }
    if (status.enis().stream()
        .anyMatch(eni -> eni.leaving() || (eni.eni().managed() && !eni.linkReady()))) {
      unrest.add("ENIs come or go: " + status.enis());
    }
    return String.join("; ", unrest);
  }

  private void atRest(Set<LeaseKey> excused) {
    promises.check();
    sandboxes.check();
    Map<Lease, Integer> leases = new HashMap<>();
    Map<String, Integer> tables = new HashMap<>();
    List<EniLink> links = new ArrayList<>();
    for (EniStatus eni : node.status().enis()) {
      tables.put(eni.eni().id().value(), eni.eni().routeTable());
      if (eni.linkReady() && !eni.eni().isPrimary()) {
        links.add(EniLink.of(eni.eni(), PodRuntime.MTU_BYTES));
      }
    }
    node.operations()
        .leases()
        .forEach(lease -> leases.put(lease, tables.getOrDefault(lease.eni().value(), 0)));
    sandboxes.atRest(leases, links, PodRuntime.MTU_BYTES, excused);
  }

  /// Whether the pool is where it should be, or says why not.
  private boolean isOnTarget() {
    WarmTargets targets = options.settings().targets();
    PoolView pool = node.pool().view();
    boolean reached =
        targets.countsAddresses()
            ? pool.free() >= targets.warmIpTarget() && pool.total() >= targets.minimumIpTarget()
            : pool.free() > 0;
    return reached || !node.status().blocked().isEmpty();
  }

  private void quietly() {
    vpc.forgetCounts();
    long turns = node.turns();
    time.runUntil(time.nowMillis() + L3_MILLIS);
    long made = vpc.counts().values().stream().mapToLong(CallCount::calls).sum();
    if (made > L3_CALLS || node.turns() - turns > L3_TURNS) {
      throw broken(
          "L3",
          "at rest there were "
              + vpc.counts()
              + " and "
              + (node.turns() - turns)
              + " turns in 30 min");
    }
  }

  private void withoutEc2() {
    calls.down(true);
    kill.run();
    time.runUntil(time.nowMillis() + 60_000);
    if (!node.isServing()) {
      throw broken("L4", "without EC2 the daemon does not serve a minute after its start");
    }
    int free = Math.min(node.pool().view().free(), L4_PODS);
    List<PodSlot> pods = new ArrayList<>();
    for (int i = 0; i < free; i++) {
      pods.add(runtime.runOne());
    }
    time.runUntil(time.nowMillis() + L4_ANSWER_MILLIS);
    for (PodSlot pod : pods) {
      if (!pod.isRunning()) {
        throw broken("L4", "without EC2 " + pod.pod + " got none of " + free + " free addresses");
      }
      runtime.stopRunning(pod);
    }
    time.runUntil(time.nowMillis() + L4_ANSWER_MILLIS);
    if (!cni.isIdle()) {
      throw broken("L4", "without EC2 a DEL is not answered");
    }
    calls.down(false);
    settle();
    atRest(Set.of());
  }

  private BrokenPromiseException broken(String promise, String what) {
    return new BrokenPromiseException(
        promise, "at " + time.nowMillis() + " ms on " + identity.instance() + " " + what);
  }
}
