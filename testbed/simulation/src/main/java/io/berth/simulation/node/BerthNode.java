package io.berth.simulation.node;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.PodName;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.Sandbox;
import io.berth.ipam.reconcile.ClusterSettings;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.ControlSettings;
import io.berth.ipam.reconcile.NodeParts;
import io.berth.ipam.reconcile.NodeStatus;
import io.berth.ipam.reconcile.Recovery;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedCloud;
import io.berth.simulation.world.SimulatedDisk;
import io.berth.simulation.world.SimulatedKernel;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A node with Berth: the real pool, planner, control loop and lease service on a simulated EC2,
/// kernel and disk. Kernel and disk outlive the daemon, which can be killed at any moment and
/// started again.
public final class BerthNode implements PodNetwork {

  private static final int MTU_BYTES = 9_001;
  private static final String NETWORK = "aws-cni";
  private static final String HOST_LINK_PREFIX = "eni";

  /// As in the daemon.
  private static final long AUDIT_MILLIS = 300_000;

  /// As in the daemon.
  private static final long SANDBOX_AUDIT_MILLIS = 60_000;

  /// How long descriptions may lag; the daemon's default.
  private static final long LAG_MILLIS = 30_000;

  /// As in the daemon: every pod of the largest node at once.
  private static final int MAX_WAITING = 1_024;

  private final NodeIdentity identity;
  private final InstanceLimits limits;
  private final NodeSettings settings;
  private final VirtualTime time;
  private final SimulatedVpc vpc;
  private final SimulatedKernel kernel;
  private final SimulatedDisk disk = new SimulatedDisk();
  private final Random random;

  /// What becomes of each unanswered request when the daemon dies, in the order of arrival.
  private final Set<Runnable> unanswered = new LinkedHashSet<>();

  private int starts;

  /// The last refusal for want of addresses, and how many turns the loop had had then.
  private Answer.Refused refusal = new Answer.Refused("");

  private long refusalTurns = -1;
  private Life process;

  /// What one process of the daemon consists of.
  private record Life(
      Lifetime life, AddressPool pool, ControlLoop control, LeaseService leases, Turns turns) {}

  /// Starts the daemon for the first time.
  ///
  /// @param known ENIs that its journal knows from an earlier life; empty on a fresh instance
  /// @param seed of its jitter
  public BerthNode(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      VirtualTime time,
      SimulatedVpc vpc,
      List<Eni> known,
      long seed) {
    this.identity = identity;
    this.limits = limits;
    this.settings = settings;
    this.time = time;
    this.vpc = vpc;
    this.kernel = new SimulatedKernel(identity.instance(), vpc);
    this.random = new Random(seed);
    known.forEach(eni -> disk.remember(new JournalEvent.EniKnown(eni)));
    this.process = start();
  }

  public NodeIdentity identity() {
    return identity;
  }

  /// The present process's pool.
  public AddressPool pool() {
    return process.pool();
  }

  /// The leases that stand in the present process.
  public List<Lease> leases() {
    return process.leases().leases();
  }

  public NodeStatus status() {
    return process.control().status();
  }

  public SimulatedKernel kernel() {
    return kernel;
  }

  /// Kills the daemon and starts it again at the same moment. The executables of ADDs in flight
  /// report that the daemon is gone; those of DELs leave them in the spool, which the new daemon
  /// replays first.
  public void restart() {
    process.life().end();
    refusalTurns = -1;
    List<Runnable> orphaned = List.copyOf(unanswered);
    unanswered.clear();
    process = start();
    orphaned.forEach(Runnable::run);
  }

  private Life start() {
    starts++;
    Lifetime life = new Lifetime(time);
    Clock clock = new VirtualClock(time);
    Journal journal = disk.journal(life);
    Kernel kernelPort = kernel.kernel(life);
    AddressPool pool = new AddressPool();
    List<Turns> turns = new ArrayList<>(1);
    int[] tokens = {0};
    ControlLoop control =
        new ControlLoop(
            new NodeParts(
                identity,
                limits,
                pool,
                new SimulatedCloud(identity.instance().value(), vpc, life),
                kernelPort,
                journal,
                clock),
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
            () -> identity.instance() + "-" + starts + "-" + ++tokens[0],
            random,
            () -> turns.getFirst().wake());
    turns.add(new Turns(life, control::step));
    LeaseService leases =
        new LeaseService(
            pool,
            journal,
            kernelPort,
            clock,
            control,
            task -> life.after(0, task),
            new LeaseSettings(settings.coolingMillis(), settings.addTimeoutMillis(), MAX_WAITING),
            control::routeTable);
    recover(pool, control, leases, journal, kernelPort);
    turns.getFirst().wake();
    auditSandboxes(life, leases);
    return new Life(life, pool, control, leases, turns.getFirst());
  }

  private static void auditSandboxes(Lifetime life, LeaseService leases) {
    life.after(
        SANDBOX_AUDIT_MILLIS,
        () -> {
          leases.auditSandboxes(told -> {});
          auditSandboxes(life, leases);
        });
  }

  /// As the daemon does it: journal and kernel are heard, and what no lease explains is removed.
  private void recover(
      AddressPool pool,
      ControlLoop control,
      LeaseService leases,
      Journal journal,
      Kernel kernelPort) {
    long now = time.nowMillis();
    Recovery recovery =
        Recovery.plan(
            disk.state(),
            true,
            List.copyOf(disk.state().enis().values()),
            kernel.links(),
            settings.coolingMillis(),
            MTU_BYTES,
            now,
            now);
    kernelPort.removeStrays(recovery.strays(), outcome -> {});
    kernelPort.detachPods(recovery.orphans(), outcome -> {});
    recovery.apply(pool, control, leases, MTU_BYTES, now);
    recovery
        .ended()
        .forEach(lease ->
            journal.append(new JournalEvent.Released(lease.key(), lease.address()), failure -> {}));
  }

  @Override
  public void add(SandboxId sandbox, Consumer<Answer> replyTo) {
    if (isRefusalKnown()) {
      replyTo.accept(refusal);
      return;
    }
    Sandbox namespace = namespace(sandbox);
    kernel.open(namespace);
    AddRequest request =
        new AddRequest(
            key(sandbox),
            new PodName("default", sandbox.podName()),
            namespace,
            HOST_LINK_PREFIX,
            MTU_BYTES);
    Runnable died =
        () -> time.after(0, () -> replyTo.accept(new Answer.Refused("the daemon does not answer")));
    unanswered.add(died);
    process
        .leases()
        .add(
            request,
            reply -> {
              unanswered.remove(died);
              Answer answer = answer(reply);
              note(reply, answer);
              replyTo.accept(answer);
            });
  }

  private void note(AddReply reply, Answer answer) {
    if (reply instanceof AddReply.Refused(LeaseFailure.Exhausted _)
        && answer instanceof Answer.Refused refused) {
      refusal = refused;
      refusalTurns = process.turns().count();
    }
  }

  /// Whether an ADD would be refused for the same reason as the last one: the loop has slept since,
  /// and sleeps beyond the deadline that this ADD would have, so nothing can change until then. On
  /// a fleet that waits for the account's buckets most ADDs are such; answering them here changes
  /// no result and saves most of the work.
  private boolean isRefusalKnown() {
    return refusalTurns == process.turns().count()
        && time.nowMillis() + settings.addTimeoutMillis() <= process.turns().asleepUntilMillis();
  }

  private static Answer answer(AddReply reply) {
    return switch (reply) {
      case AddReply.Added added -> new Answer.Address(added.lease().address());
      case AddReply.Refused refused -> new Answer.Refused(refused.failure().sentence());
    };
  }

  @Override
  public void delete(SandboxId sandbox, Runnable replyTo) {
    if (!kernel.isOpen(namespace(sandbox))) {
      replyTo.run();
      return;
    }
    Runnable died = () -> delete(sandbox, replyTo);
    unanswered.add(died);
    process
        .leases()
        .delete(
            key(sandbox),
            failure -> {
              unanswered.remove(died);
              kernel.close(namespace(sandbox));
              if (failure == null) {
                replyTo.run();
              }
            });
  }

  @Override
  public Holding holding() {
    PoolView view = process.pool().view();
    return new Holding(view.total(), view.leased(), view.cooling());
  }

  private static LeaseKey key(SandboxId sandbox) {
    return new LeaseKey(NETWORK, sandbox.containerId(), "eth0");
  }

  private static Sandbox namespace(SandboxId sandbox) {
    return Sandbox.ofPath("/run/netns/" + sandbox.containerId());
  }

  /// Both clocks begin with the simulation.
  private record VirtualClock(VirtualTime time) implements Clock {
    @Override
    public long bootMillis() {
      return time.nowMillis();
    }

    @Override
    public long wallMillis() {
      return time.nowMillis();
    }
  }
}
