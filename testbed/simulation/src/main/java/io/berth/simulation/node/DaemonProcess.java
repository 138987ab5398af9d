package io.berth.simulation.node;

import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.reconcile.ClusterSettings;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.ControlSettings;
import io.berth.ipam.reconcile.NodeParts;
import io.berth.ipam.reconcile.Recovery;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedSpool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// What one process of the daemon consists of, put together as the daemon does it.
record DaemonProcess(
    Lifetime life,
    AddressPool pool,
    ControlLoop control,
    LeaseService leases,
    SpoolReplay spool,
    Turns turns,
    Journal journal,
    Kernel kernel) {

  static final int MTU_BYTES = 9_001;

  /// As in the daemon.
  private static final long AUDIT_MILLIS = 300_000;

  /// As in the daemon.
  private static final long SANDBOX_AUDIT_MILLIS = 60_000;

  /// How long descriptions may lag; the daemon's default.
  private static final long LAG_MILLIS = 30_000;

  /// As in the daemon: every pod of the largest node at once.
  private static final int MAX_WAITING = 1_024;

  /// @param tokenPrefix begins the client tokens of this process and of no other
  static DaemonProcess build(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      Lifetime life,
      Journal journal,
      Kernel kernel,
      Cloud cloud,
      Clock clock,
      SimulatedSpool spool,
      Random random,
      String tokenPrefix) {
    AddressPool pool = new AddressPool();
    List<Turns> turns = new ArrayList<>(1);
    int[] tokens = {0};
    ControlLoop control =
        new ControlLoop(
            new NodeParts(identity, limits, pool, cloud, kernel, journal, clock),
            settings.targets(),
            new ControlSettings(
                settings.kind(),
                true,
                settings.coolingMillis(),
                MTU_BYTES,
                new TreeMap<>(),
                ClusterSettings.NONE,
                AUDIT_MILLIS,
                LAG_MILLIS,
                settings.fleetSize()),
            () -> tokenPrefix + ++tokens[0],
            random,
            () -> turns.getFirst().wake());
    turns.add(new Turns(life, control::step));
    LeaseService leases =
        new LeaseService(
            pool,
            journal,
            kernel,
            clock,
            control,
            task -> life.after(0, task),
            new LeaseSettings(settings.coolingMillis(), settings.addTimeoutMillis(), MAX_WAITING),
            control::routeTable);
    return new DaemonProcess(
        life,
        pool,
        control,
        leases,
        new SpoolReplay(spool, leases),
        turns.getFirst(),
        journal,
        kernel);
  }

  void removeUnexplained(Recovery recovery, Runnable then) {
    Runnable orphans =
        () -> {
          if (recovery.orphans().isEmpty()) {
            then.run();
          } else {
            kernel.detachPods(recovery.orphans(), outcome -> then.run());
          }
        };
    if (recovery.strays().isEmpty()) {
      orphans.run();
    } else {
      kernel.removeStrays(recovery.strays(), outcome -> orphans.run());
    }
  }

  /// Looks now and then for sandboxes that went without a DEL, while the process lives.
  void auditSandboxes() {
    life.after(
        SANDBOX_AUDIT_MILLIS,
        () -> {
          leases.auditSandboxes(told -> {});
          auditSandboxes();
        });
  }
}
