package io.berth.simulation.node;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseService;
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
import io.berth.ipam.port.Sandbox;
import io.berth.ipam.reconcile.NodeStatus;
import io.berth.ipam.reconcile.Recovery;
import io.berth.ipamd.store.JournalOpening;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.ProcessKilledException;
import io.berth.simulation.world.SimulatedCloud;
import io.berth.simulation.world.SimulatedDisk;
import io.berth.simulation.world.SimulatedJournal;
import io.berth.simulation.world.SimulatedKernel;
import io.berth.simulation.world.SimulatedVpc;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node with Berth: the real pool, planner, control loop, lease service and journal on a
/// simulated EC2, kernel and disk. Kernel and disk outlive the daemon, which can be killed at any
/// moment and started again. While it is down, ADDs are refused and DELs go to the spool, as by the
/// executable.
public final class BerthNode implements PodNetwork {

  private static final String NETWORK = "aws-cni";
  private static final String HOST_LINK_PREFIX = "eni";

  /// From the daemon's death to its next start, when nobody else starts it: the kubelet starts a
  /// container anew about so fast.
  private static final long RESTART_MILLIS = 1_000;

  /// After which the runtime repeats a DEL that failed.
  private static final long REPEAT_MILLIS = 1_000;

  private static final Answer.Refused NO_DAEMON = new Answer.Refused("the daemon does not answer");

  private final NodeIdentity identity;
  private final InstanceLimits limits;
  private final NodeSettings settings;
  private final VirtualTime time;
  private final SimulatedVpc vpc;
  private final SimulatedKernel kernel;
  private final SimulatedDisk disk;
  private final Clock clock;
  private final Random random;
  private final Surroundings surroundings;

  /// What becomes of each unanswered request when the daemon dies, in the order of arrival.
  private final Set<Runnable> unanswered = new LinkedHashSet<>();

  private Runnable deathWatcher = () -> {};
  private Runnable servingWatcher = () -> {};
  private int starts;

  /// The last refusal for want of addresses, and how many turns the loop had had then.
  private Answer.Refused refusal = new Answer.Refused("");

  private long refusalTurns = -1;

  /// The daemon that runs, or ran last; it may not serve yet.
  private Lifetime running;

  /// The daemon that has got as far as hearing its witnesses, or had last.
  private DaemonProcess process;

  /// Whether that one has got as far as serving requests.
  private boolean serving;

  /// Why the daemon did not start when it last did not, for messages.
  private String startProblem = "";

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
    this(identity, limits, settings, time, vpc, known, new SimulatedDisk(time, seed), seed);
  }

  /// As the next, with nothing between the daemon and its world.
  public BerthNode(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      VirtualTime time,
      SimulatedVpc vpc,
      List<Eni> known,
      SimulatedDisk disk,
      long seed) {
    this(identity, limits, settings, time, vpc, known, disk, seed, Surroundings.NONE);
  }

  /// As the first, on this disk.
  ///
  /// @throws IllegalStateException when the disk does not let even the first daemon start
  public BerthNode(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      VirtualTime time,
      SimulatedVpc vpc,
      List<Eni> known,
      SimulatedDisk disk,
      long seed,
      Surroundings surroundings) {
    this.identity = identity;
    this.limits = limits;
    this.settings = settings;
    this.time = time;
    this.vpc = vpc;
    this.kernel = new SimulatedKernel(identity.instance(), vpc);
    this.disk = disk;
    this.surroundings = surroundings;
    this.clock = surroundings.clock(new VirtualClock(time));
    this.random = new Random(seed);
    if (!known.isEmpty()) {
      disk.remember(known.stream().map(JournalEvent.EniKnown::new).toList(), clock);
    }
    this.running = new Lifetime(time);
    JournalOpening.Opened opened = open();
    if (opened == null) {
      throw new IllegalStateException(startProblem);
    }
    this.process = build(opened);
    serve(process, opened);
  }

  public NodeIdentity identity() {
    return identity;
  }

  /// The pool of the process that serves, or served last.
  public AddressPool pool() {
    return process.pool();
  }

  /// The leases that stand in the process that serves, or served last.
  public List<Lease> leases() {
    return process.leases().leases();
  }

  public NodeStatus status() {
    return process.control().status();
  }

  public SimulatedKernel kernel() {
    return kernel;
  }

  /// What outlives the daemon besides the kernel; faults of the disk are switched on there.
  public SimulatedDisk disk() {
    return disk;
  }

  /// That of the process that serves, or served last.
  Journal journal() {
    return process.journal();
  }

  /// Whether the daemon runs and has got as far as serving requests.
  public boolean isServing() {
    return serving && !process.life().isOver();
  }

  /// The verbs, as the server of the process that serves calls them.
  public LeaseService operations() {
    return process.leases();
  }

  /// Turns of the control loop of the process that serves, or served last.
  public long turns() {
    return process.turns().count();
  }

  /// Is told each time that the daemon begins to serve, before the first request. Replaces the one
  /// before.
  public void onServing(Runnable watcher) {
    servingWatcher = watcher;
  }

  /// Is told of each death of the daemon, before the executables notice. Replaces the one before.
  public void onDeath(Runnable watcher) {
    deathWatcher = watcher;
  }

  /// Kills the daemon and starts it again at the same moment.
  public void restart() {
    kill();
    boot();
  }

  /// Kills the daemon, wherever it is. The executables of ADDs in flight report that it is gone;
  /// those of DELs leave them in the spool, which the next daemon replays. Nothing starts it again
  /// but [#boot].
  public void kill() {
    if (running.isOver()) {
      return;
    }
    running.end();
    serving = false;
    disk.storage().crash();
    refusalTurns = -1;
    deathWatcher.run();
    List<Runnable> orphaned = List.copyOf(unanswered);
    unanswered.clear();
    orphaned.forEach(Runnable::run);
  }

  /// Starts the daemon if it does not run. If its journal cannot be used it ends again, and is
  /// started anew until it can.
  public void boot() {
    if (!running.isOver()) {
      return;
    }
    running = new Lifetime(time);
    JournalOpening.Opened opened = open();
    if (opened == null) {
      died();
    } else {
      DaemonProcess next = build(opened);
      serve(next, opened);
    }
  }

  /// The daemon has died by itself; the kubelet starts it again.
  private void died() {
    kill();
    time.after(RESTART_MILLIS, this::boot);
  }

  /// @return `null` when the daemon cannot start, and [#startProblem] says why
  private JournalOpening.@Nullable Opened open() {
    starts++;
    try {
      return switch (disk.open(clock)) {
        case JournalOpening.Opened opened -> opened;
        case JournalOpening.Refused(String sentence) -> {
          startProblem = sentence;
          yield null;
        }
      };
    } catch (ProcessKilledException e) {
      startProblem = String.valueOf(e.getMessage());
      return null;
    }
  }

  private DaemonProcess build(JournalOpening.Opened opened) {
    Lifetime life = running;
    return DaemonProcess.build(
        identity,
        limits,
        settings,
        life,
        surroundings.journal(
            new SimulatedJournal(opened.journal(), disk.storage(), life, this::died), life),
        surroundings.kernel(kernel, life),
        surroundings.cloud(new SimulatedCloud(identity.instance().value(), vpc, life), life),
        clock,
        disk.spool(),
        random,
        identity.instance() + "-" + starts + "-");
  }

  /// As the daemon does it: journal and kernel are heard, what no lease explains is removed, and
  /// what waits in the spool is done before anything else.
  private void serve(DaemonProcess next, JournalOpening.Opened opened) {
    process = next;
    Recovery recovery =
        Recovery.plan(
            opened.state(),
            kernel.links(),
            settings.coolingMillis(),
            DaemonProcess.MTU_BYTES,
            clock.bootMillis(),
            clock.wallMillis());
    next.removeUnexplained(
        recovery,
        () -> {
          recovery.apply(
              next.pool(),
              next.control(),
              next.leases(),
              DaemonProcess.MTU_BYTES,
              clock.bootMillis());
          recovery.remember(next.journal());
          if (!next.life().isOver()) {
            serving = true;
            servingWatcher.run();
            next.spool().all();
            next.turns().wake();
            next.auditSandboxes();
          }
        });
  }

  @Override
  public void add(SandboxId sandbox, Consumer<Answer> replyTo) {
    if (isRefusalKnown()) {
      replyTo.accept(refusal);
      return;
    }
    Sandbox namespace = namespace(sandbox);
    kernel.open(namespace);
    Runnable died = () -> time.after(0, () -> replyTo.accept(NO_DAEMON));
    if (!isServing()) {
      died.run();
      return;
    }
    AddRequest request =
        new AddRequest(
            key(sandbox),
            new PodName("default", sandbox.podName()),
            namespace,
            HOST_LINK_PREFIX,
            DaemonProcess.MTU_BYTES);
    unanswered.add(died);
    DaemonProcess asked = process;
    Consumer<AddReply> answered =
        reply -> {
          unanswered.remove(died);
          Answer answer = answer(reply);
          note(reply, answer);
          replyTo.accept(answer);
        };
    asked
        .spool()
        .beforeAdd(
            request.key(),
            () -> asked.leases().add(request, answered),
            () -> {
              unanswered.remove(died);
              replyTo.accept(new Answer.Refused("an earlier DEL waits in the spool"));
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
    Runnable died = () -> spool(sandbox, replyTo);
    if (!isServing()) {
      died.run();
      return;
    }
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

  /// As the executable does it when no daemon answers: once the deletion is durable the runtime is
  /// told that it is done, and takes the sandbox down.
  private void spool(SandboxId sandbox, Runnable replyTo) {
    if (disk.spool().write(key(sandbox))) {
      kernel.close(namespace(sandbox));
      replyTo.run();
    } else {
      time.after(REPEAT_MILLIS, () -> delete(sandbox, replyTo));
    }
  }

  /// The executable of a DEL that found no daemon is killed when its file is there and before it is
  /// answered for. The runtime repeats that DEL, so the file may outlast it.
  void leaveInSpool(SandboxId sandbox) {
    disk.spool().write(key(sandbox));
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
}
