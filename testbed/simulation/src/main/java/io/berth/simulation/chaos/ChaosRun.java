package io.berth.simulation.chaos;

import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.SlotView;
import io.berth.simulation.check.BrokenPromiseException;
import io.berth.simulation.check.Promises;
import io.berth.simulation.check.Sandboxes;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.Surroundings;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedDisk;
import io.berth.simulation.world.SimulatedVpc;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One seed: a node, its pods and its faults, then rest. For one thread.
public final class ChaosRun {

  /// Events between two checks: a broken promise is found at most so many events late.
  private static final int EVENTS_PER_CHECK = 8;

  /// Far more than thirty minutes of churn take; more say that something goes round in circles
  /// (L3).
  private static final long MAX_EVENTS = 2_000_000;

  private static final int LAST_EVENTS = 40;

  /// A daemon that died comes back within this time; half of them at once.
  private static final long LONGEST_DEAD_MILLIS = 30_000;

  /// An answer may take so much longer than the wait for an address: the work of journal and kernel
  /// after it, each of which may be slow.
  private static final long WORK_MILLIS = 15_000;

  private final long seed;
  private final ChaosOptions options;
  private final VirtualTime time = new VirtualTime();
  private final Trace trace = new Trace(time);
  private final SimulatedVpc vpc;
  private final NodeIdentity identity;
  private final Faults faults;
  private final Crashes crashes;
  private final Attribution attribution = new Attribution();
  private final Promises promises;
  private final CallFaults calls;
  private final BerthNode node;
  private final Sandboxes sandboxes;
  private final CniEnd cni;
  private final PodRuntime runtime;
  private final Troubles troubles;
  private final Sabotage sabotage;
  private long events;

  private ChaosRun(long seed, ChaosOptions options, Random random, Sabotage sabotage) {
    this.seed = seed;
    this.options = options;
    this.sabotage = sabotage;
    vpc = new SimulatedVpc(time, trace, random.nextLong());
    vpc.setWeather(options.latency(), Throttling.EC2);
    Cidr subnet = Cidr.parse("10.0.0.0/" + options.subnetBits());
    identity = vpc.runInstance(options.instanceType(), vpc.createSubnet(subnet).id());
    InstanceLimits limits =
        Objects.requireNonNull(InstanceTypes.bundled().find(options.instanceType()));
    faults = new Faults(options.faults(), new Random(random.nextLong()), trace);
    crashes =
        new Crashes(
            options.aims(),
            options.killsPerHundredThousand(),
            new Random(random.nextLong()),
            faults);
    promises = new Promises(time, vpc, options.settings().coolingMillis());
    calls = new CallFaults(vpc.model(), faults, promises, options.limitsAreHeeded());
    vpc.observe(calls);
    ChaosSurroundings surroundings =
        new ChaosSurroundings(time, faults, crashes, attribution, trace);
    Surroundings between = sabotage.between(surroundings);
    node =
        new BerthNode(
            identity,
            limits,
            options.settings(),
            time,
            vpc,
            List.of(),
            new SimulatedDisk(time, random.nextLong()),
            random.nextLong(),
            between);
    Promises.Account account = promises.account(identity, books(node));
    sandboxes = new Sandboxes(time, node.kernel(), account);
    cni = new CniEnd(time, trace, node, faults, crashes, attribution, sandboxes);
    runtime =
        new PodRuntime(
            time, node.kernel(), cni, sandboxes, faults, new Random(random.nextLong()), options);
    troubles = new Troubles(time, vpc, identity, faults, calls, surroundings, runtime, account);
    attribution.recovering(false);
    crashes.onKill(this::kill);
    node.onDeath(this::died);
    node.onServing(this::serves);
    time.afterEach(this::happened);
  }

  /// Runs one seed to its end or to the first broken promise.
  ///
  /// @param minutes of churn, or 0 to draw them
  public static SeedResult run(long seed, int minutes) {
    return run(seed, minutes, Sabotage.NONE);
  }

  static SeedResult run(long seed, int minutes, Sabotage sabotage) {
    Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + 1);
    ChaosOptions options = ChaosOptions.draw(random, minutes);
    return new ChaosRun(seed, options, random, sabotage).run();
  }

  private static Promises.Books books(BerthNode node) {
    return new Promises.Books() {
      @Override
      public void forEach(Consumer<SlotView> consumer) {
        node.pool().forEach(consumer);
      }

      @Override
      public boolean isOpen() {
        return node.isServing();
      }
    };
  }

  private SeedResult run() {
    SeedResult.@Nullable Failure failure = null;
    try {
      churn();
      new Rest(
              time,
              vpc,
              identity,
              options,
              node,
              sandboxes,
              promises,
              cni,
              runtime,
              calls,
              this::kill)
          .mustFollow(() -> {
            faults.stop();
            troubles.end();
            runtime.quiet();
          });
    } catch (BrokenPromiseException e) {
      failure = failure(e.promise(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      failure = failure("defect", defect(e));
    }
    return new SeedResult(
        seed, trace.hash(), events, time.nowMillis(), faults.counts(), crashes.table(), failure);
  }

  private static String defect(RuntimeException e) {
    StringBuilder text = new StringBuilder(e.toString());
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("io.berth.")) {
        text.append(System.lineSeparator()).append("      at ").append(frame);
      }
    }
    return text.toString();
  }

  private SeedResult.Failure failure(String promise, String message) {
    List<String> last = trace.last();
    return new SeedResult.Failure(
        promise,
        message,
        options.lines(),
        last.subList(Math.max(last.size() - LAST_EVENTS, 0), last.size()));
  }

  private void churn() {
    runtime.start();
    troubles.start();
    meddle();
    time.runUntil(options.minutes() * 60_000L);
  }

  private void meddle() {
    if (!faults.areOver()) {
      sabotage.meddle(node, identity, vpc);
      time.after(1_000, this::meddle);
    }
  }

  private void happened() {
    events++;
    if (events % EVENTS_PER_CHECK == 0) {
      check();
    }
    if (events > MAX_EVENTS) {
      throw new BrokenPromiseException(
          "L3", events + " events by " + time.nowMillis() + " ms: something goes round in circles");
    }
  }

  private void check() {
    promises.check();
    sandboxes.check();
    long waited = cni.longestWaitMillis();
    if (waited > options.settings().addTimeoutMillis() + WORK_MILLIS) {
      throw new BrokenPromiseException(
          "L2", "at " + time.nowMillis() + " ms a request has waited " + waited + " ms");
    }
  }

  private void kill() {
    node.kill();
    time.after(faults.below(2) == 0 ? 0 : faults.millis(1, LONGEST_DEAD_MILLIS), this::boot);
  }

  private void died() {
    trace.add("node", "the daemon dies");
    cni.died();
    promises.restarted(identity);
  }

  private void boot() {
    if (faults.happens(FaultKind.KERNEL_DUMP_INTERRUPTED)) {
      // The start fails, and the process is started again.
      time.after(1_000, this::boot);
    } else {
      node.boot();
    }
  }

  private void serves() {
    attribution.recovering(false);
    sandboxes.started(node.operations().leases());
    cni.started();
  }
}
