package io.berth.ipamd;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.NodeParts;
import io.berth.ipam.reconcile.Recovery;
import io.berth.ipamd.cni.CniDefaults;
import io.berth.ipamd.cni.CniHandler;
import io.berth.ipamd.cni.CniService;
import io.berth.ipamd.config.Configuration;
import io.berth.ipamd.config.ListenAddress;
import io.berth.ipamd.defect.Defects;
import io.berth.ipamd.ec2.Ec2Cloud;
import io.berth.ipamd.ec2.Ec2Settings;
import io.berth.ipamd.imds.IdentityReader;
import io.berth.ipamd.imds.MetadataClient;
import io.berth.ipamd.imds.MetadataCloud;
import io.berth.ipamd.imds.MetadataLimits;
import io.berth.ipamd.incumbent.AdoptedOperations;
import io.berth.ipamd.incumbent.Adoption;
import io.berth.ipamd.incumbent.Takeover;
import io.berth.ipamd.kernel.NetlinkKernel;
import io.berth.ipamd.kernel.NodeSettings;
import io.berth.ipamd.metrics.Metrics;
import io.berth.ipamd.metrics.MetricsServer;
import io.berth.ipamd.server.ControlHandler;
import io.berth.ipamd.server.ServerLimits;
import io.berth.ipamd.server.SocketServer;
import io.berth.ipamd.store.FileJournal;
import io.berth.ipamd.store.JournalOpening;
import io.berth.ipamd.store.JournalThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Starts the parts in order, waits for a signal, and stops them in reverse order.
///
/// Journal, identity, one dump of the kernel, what the two witnesses add up to, socket, spooled
/// deletions, control loop: nothing of it needs EC2.
final class Daemon {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /// Netlink sockets at work at once: two cores of kernel work and one that waits for a deletion.
  private static final int LINK_WORKERS = 3;

  /// Requests that may wait for an address: every pod of the largest node at once.
  private static final int MAX_WAITING = 1_024;

  private static final Path PROC_SYS_NET = Path.of("/proc/sys/net");

  private static final int ROOT_UID = 0;

  /// Running requests have this long when the daemon stops; the kubelet kills the container after
  /// 30 s by default.
  private static final long STOP_GRACE_MILLIS = 10_000;

  private final Configuration configuration;
  private final String version;
  private final StopOrder stopOrder = new StopOrder();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private Daemon(Configuration configuration, String version) {
    this.configuration = configuration;
    this.version = version;
  }

  /// Runs until a signal has ended it; then the process exits.
  static void run(Configuration configuration, List<String> warnings, String version) {
    warnings.forEach(warning -> LOG.atWarn().log(warning));
    Defects.haltTheProcess();
    Daemon daemon = new Daemon(configuration, version);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  daemon.stopping.countDown();
                  try {
                    stopped.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "signal"));
    int exitCode = 0;
    try {
      if (daemon.start()) {
        daemon.stopping.await();
      }
      LOG.atInfo().log("stopping");
    } catch (StartFailedException e) {
      LOG.atError().log(e.getMessage());
      exitCode = 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A defect has passed by here: an orderly stop writes.
    daemon.stopOrder.stop();
    stopped.countDown();
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /// @return false when a signal came before everything was up
  private boolean start() throws StartFailedException, InterruptedException {
    BootClock clock;
    String bootId;
    try {
      clock = BootClock.start();
      bootId = Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      throw new StartFailedException("the kernel does not tell its boot id or uptime: " + e, e);
    }
    GaugeSource gauges = new GaugeSource();
    Metrics metrics = new Metrics(version, gauges);
    JournalOpening.Opened opened = openJournal(clock, bootId, metrics);
    JournalThread journalThread = JournalThread.start(opened.journal());
    stopOrder.started("journal", journalThread);
    FileJournal journal = opened.journal();

    NodeIdentity identity =
        new Identity(new IdentityReader(metadataClient()), stopping)
            .find(opened.state().identity());
    if (identity == null) {
      return false;
    }
    if (!identity.equals(opened.state().identity())) {
      journal.append(new JournalEvent.Identified(identity), failure -> {});
    }
    NetlinkKernel kernel = startKernel(NodeRouting.of(configuration.policyRouting(), identity));
    Cloud cloud = cloud(identity, metrics);

    InstanceLimits limits =
        new Limits(
                cloud,
                stopping,
                learnt -> journal.append(new JournalEvent.LimitsKnown(learnt), failure -> {}))
            .find(identity.instanceType(), opened.state().limits());
    if (limits == null) {
      return false;
    }
    AddressKind kind = CoreSettings.kind(configuration, limits);
    if (configuration.prefixDelegation() && kind == AddressKind.SINGLE) {
      LOG.atWarn()
          .addKeyValue("instanceType", limits.instanceType())
          .log(
              "ENABLE_PREFIX_DELEGATION has no effect: only Nitro and bare-metal types take prefixes;"
                  + " addresses come one by one");
    }
    AddressPool pool = new AddressPool();
    Wake wake = new Wake();
    SecureRandom random = new SecureRandom();
    ControlLoop control =
        new ControlLoop(
            new NodeParts(identity, limits, pool, cloud, kernel, journal, clock),
            CoreSettings.targets(configuration),
            CoreSettings.control(configuration, limits),
            () -> UUID.randomUUID().toString(),
            random,
            wake);

    Recovery recovery = recover(opened.state(), journal, kernel, clock);
    SocketServer server = new SocketServer(ROOT_UID, ServerLimits.STANDARD);
    stopOrder.started("server", () -> server.close(STOP_GRACE_MILLIS));
    LeaseService leases =
        new LeaseService(
            pool,
            journal,
            kernel,
            clock,
            control,
            server.executor(),
            new LeaseSettings(
                configuration.coolingMillis(), configuration.addTimeoutMillis(), MAX_WAITING),
            control::routeTable);
    ProblemLog problems = new ProblemLog();
    ControlRunner runner =
        new ControlRunner(
            clock,
            new SandboxWatch(
                now -> {
                  long next = control.step(now);
                  problems.saw(control.status().problems());
                  return next;
                },
                () ->
                    server
                        .executor()
                        .execute(() -> leases.auditSandboxes(told -> LOG.atWarn().log(told))),
                clock.bootMillis()));
    wake.target(runner::wake);
    TimedOperations operations =
        new TimedOperations(
            new AdoptedOperations(leases, recovery.leases(), recovery.unplaced()),
            metrics,
            new Readiness(pool, control));
    CniService cni =
        new CniService(
            operations,
            leases::leases,
            new CniDefaults(configuration.podMtuBytes(), configuration.hostLinkPrefix()));
    Spool spool = new Spool(configuration.spool());
    long now = clock.bootMillis();
    onOwner(
        server,
        () -> {
          recovery.apply(pool, control, leases, configuration.podMtuBytes(), now);
          recovery.remember(journal);
        });
    gauges.watch(pool, control, limits, CoreSettings.targets(configuration), kind);
    spool.removeLeftovers(Instant.ofEpochMilli(clock.wallMillis()));
    Replay replay = new Replay(spool, cni);
    onOwner(server, replay::all);
    serve(
        server,
        replay,
        new NodeControl(identity, pool, control, leases, operations::status, server.executor())
            ::answer);
    // Whoever asked before the socket was there looks for it again after writing; see the
    // executable.
    onOwner(server, replay::all);
    serveMetrics(metrics);
    runner.start();
    stopOrder.started(
        "control",
        () -> {
          onOwner(server, leases::stop);
          runner.stop();
          control.stop();
        });
    LOG.atInfo()
        .addKeyValue("version", version)
        .addKeyValue("instance", identity.instance())
        .addKeyValue("instanceType", identity.instanceType())
        .addKeyValue("socket", configuration.socket())
        .addKeyValue("leases", recovery.leases().size())
        .addKeyValue("cooling", recovery.coolUntil().size())
        .log("serving");
    return true;
  }

  private JournalOpening.Opened openJournal(BootClock clock, String bootId, Metrics metrics)
      throws StartFailedException {
    return switch (FileJournal.open(
        configuration.journal(), bootId, "", clock, new JournalLog(metrics.journal()))) {
      case JournalOpening.Opened opened -> {
        Level level = opened.state().complete() ? Level.INFO : Level.WARN;
        opened.notes().forEach(note -> LOG.atLevel(level).log(note));
        yield opened;
      }
      case JournalOpening.Refused(String sentence) -> throw new StartFailedException(sentence);
    };
  }

  private NetlinkKernel startKernel(NodeRouting routing) throws StartFailedException {
    try {
      NodeSettings.problems(PROC_SYS_NET).forEach(problem -> LOG.atWarn().log(problem));
      // MAC addresses and indexes need to differ, not to be secret: no lock and no digest per pod.
      NetlinkKernel kernel =
          NetlinkKernel.start(LINK_WORKERS, routing, () -> ThreadLocalRandom.current().nextLong());
      stopOrder.started("kernel", kernel);
      return kernel;
    } catch (IOException e) {
      throw new StartFailedException("the kernel's netlink cannot be used: " + e.getMessage(), e);
    }
  }

  private void serve(SocketServer server, CniHandler cni, ControlHandler control)
      throws StartFailedException {
    try {
      server.start(configuration.socket(), cni, control);
    } catch (IOException e) {
      throw new StartFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A port that is taken, as by an older daemon that is still stopping, is no reason to leave pods
  /// without addresses.
  private void serveMetrics(Metrics metrics) {
    ListenAddress address = configuration.metricsAddress();
    if (address == null) {
      return;
    }
    try {
      stopOrder.started(
          "metrics",
          MetricsServer.start(
              address, metrics, () -> stopping.getCount() == 0 ? "the daemon is stopping" : null));
    } catch (IOException e) {
      LOG.atError().addKeyValue("problem", e.getMessage()).log("there are no metrics");
    }
  }

  private static void onOwner(SocketServer server, Runnable task) {
    CompletableFuture.runAsync(task, server.executor()).join();
  }

  /// EC2, or the metadata service where EC2 may not be called.
  private Cloud cloud(NodeIdentity identity, Metrics metrics) {
    if (configuration.metadataOnly()) {
      return new MetadataCloud(metadataClient(), configuration.manageUntaggedEnis());
    }
    Ec2Cloud cloud =
        new Ec2Cloud(
            new Ec2Settings(
                identity.region(),
                configuration.ec2Endpoint(),
                configuration.credentials(),
                configuration.metadataEndpoint(),
                configuration.httpTimeoutMillis(),
                version,
                configuration.manageUntaggedEnis()),
            metrics.calls());
    stopOrder.started("ec2", cloud);
    return cloud;
  }

  private MetadataClient metadataClient() {
    return new MetadataClient(
        configuration.metadataEndpoint(), MetadataLimits.DEFAULT, System::nanoTime);
  }

  /// Takes over what the incumbent left, hears the two witnesses and removes what no lease
  /// explains.
  private Recovery recover(
      JournalState state, FileJournal journal, NetlinkKernel kernel, BootClock clock)
      throws StartFailedException {
    CompletableFuture<KernelOutcome> dump = new CompletableFuture<>();
    kernel.read(dump::complete);
    List<KernelOutcome.PodLinkSeen> seen =
        switch (dump.join()) {
          case KernelOutcome.State(List<KernelOutcome.PodLinkSeen> links) -> links;
          case KernelOutcome.Failed failed ->
              throw new StartFailedException("links and routes cannot be read: " + failed.text());
          case KernelOutcome other ->
              throw new IllegalStateException("the kernel answered a read with " + other);
        };
    Takeover takeover = Takeover.read(configuration.incumbentFile(), state, seen);
    String refusal = takeover.refusal();
    if (refusal != null) {
      throw new StartFailedException(refusal);
    }
    Adoption adoption = takeover.decide(state, kernel, configuration.podMtuBytes());
    adoption.notes().forEach(note -> LOG.atWarn().log(note));
    Takeover.perform(adoption, journal, kernel).forEach(problem -> LOG.atError().log(problem));
    Recovery recovery =
        Recovery.plan(
            adoption.with(state),
            adoption.seen(),
            configuration.coolingMillis(),
            configuration.podMtuBytes(),
            clock.bootMillis(),
            clock.wallMillis());
    recovery.notes().forEach(note -> LOG.atWarn().log(note));
    if (!recovery.strays().isEmpty()) {
      CompletableFuture<KernelOutcome> removal = new CompletableFuture<>();
      kernel.removeStrays(recovery.strays(), removal::complete);
      reportUnremoved(removal.join());
    }
    if (!recovery.orphans().isEmpty()) {
      CompletableFuture<KernelOutcome> removal = new CompletableFuture<>();
      kernel.detachPods(recovery.orphans(), removal::complete);
      reportUnremoved(removal.join());
    }
    return recovery;
  }

  private static void reportUnremoved(KernelOutcome outcome) {
    if (outcome instanceof KernelOutcome.Failed failed) {
      LOG.atError().addKeyValue("problem", failed.text()).log("a link without a lease stays");
    }
  }
}
