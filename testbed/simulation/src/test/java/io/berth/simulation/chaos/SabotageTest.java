package io.berth.simulation.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.Sandbox;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.Surroundings;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedKernel;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Aim: the checks of a chaos run find what breaks a promise. Method: worlds that are broken on
/// purpose, a few seeds each.
class SabotageTest {

  private static final int SEEDS = 6;

  /// What is broken, and the promises of which one has to be found broken.
  enum Broken {
    /// Somebody else's daemon unassigns addresses that pods have.
    CLOUD_UNASSIGNS_LEASED("S4"),
    /// The kernel says that a link is gone and keeps it.
    KERNEL_KEEPS_LINKS("S2 S7 S8 defect"),
    /// A DEL takes the links of all pods.
    KERNEL_TAKES_ALL_LINKS("S8"),
    /// The journal says that all is durable and writes nothing.
    JOURNAL_WRITES_NOTHING("S2 S8");

    private final String promises;

    Broken(String promises) {
      this.promises = promises;
    }

    boolean shows(String promise) {
      return List.of(promises.split(" ", -1)).contains(promise);
    }
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void whatIsBrokenIsFound(Broken broken) {
    List<String> found = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      SeedResult.Failure failure = ChaosRun.run(seed, 10, sabotage(broken)).failure();
      if (failure != null) {
        found.add(failure.promise());
        assertFalse(failure.lastEvents().isEmpty());
      }
    }
    assertTrue(found.stream().anyMatch(broken::shows), () -> broken + " was found as " + found);
  }

  private static Sabotage sabotage(Broken broken) {
    return new Sabotage() {
      @Override
      public Surroundings between(Surroundings surroundings) {
        return new Worse(surroundings, broken);
      }

      @Override
      public void meddle(BerthNode node, NodeIdentity identity, SimulatedVpc vpc) {
        if (broken == Broken.CLOUD_UNASSIGNS_LEASED) {
          unassignOne(node, vpc);
        }
      }
    };
  }

  private static void unassignOne(BerthNode node, SimulatedVpc vpc) {
    for (Lease lease : node.leases()) {
      NetworkInterface eni = vpc.view().holder(lease.address());
      if (eni != null && eni.addresses().contains(lease.address())) {
        vpc.call(
            "a rogue",
            new Command.UnassignAddresses(eni.id(), List.of(lease.address()), List.of()),
            new Lifetime(new VirtualTime()),
            (outcome, seen) -> {});
        return;
      }
    }
  }

  private record Worse(Surroundings world, Broken broken) implements Surroundings {

    @Override
    public Cloud cloud(Cloud cloud, Lifetime life) {
      return world.cloud(cloud, life);
    }

    @Override
    public Journal journal(Journal journal, Lifetime life) {
      return broken == Broken.JOURNAL_WRITES_NOTHING
          ? world.journal((event, replyTo) -> life.after(1, () -> replyTo.accept(null)), life)
          : world.journal(journal, life);
    }

    @Override
    public Clock clock(Clock clock) {
      return world.clock(clock);
    }

    @Override
    public Kernel kernel(SimulatedKernel kernel, Lifetime life) {
      return new WorseKernel(world.kernel(kernel, life), kernel, life, broken);
    }
  }

  private record WorseKernel(Kernel usual, SimulatedKernel world, Lifetime life, Broken broken)
      implements Kernel {

    @Override
    public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
      usual.attachPod(link, sandbox, replyTo);
    }

    @Override
    public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
      switch (broken) {
        case KERNEL_KEEPS_LINKS -> life.after(1, () -> replyTo.accept(new KernelOutcome.Done()));
        case KERNEL_TAKES_ALL_LINKS -> world.kernel(life).removeStrays(world.links(), replyTo);
        case CLOUD_UNASSIGNS_LEASED, JOURNAL_WRITES_NOTHING -> usual.detachPods(links, replyTo);
      }
    }

    @Override
    public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
      usual.checkPod(link, sandbox, replyTo);
    }

    @Override
    public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      usual.applyEnis(enis, replyTo);
    }

    @Override
    public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      usual.forgetEnis(enis, replyTo);
    }

    @Override
    public void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
      usual.removeStrays(links, replyTo);
    }

    @Override
    public void read(Consumer<KernelOutcome> replyTo) {
      usual.read(replyTo);
    }
  }
}
