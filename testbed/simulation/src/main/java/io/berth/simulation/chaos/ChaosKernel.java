package io.berth.simulation.chaos;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The kernel port of one process, with its work in steps: a daemon that dies leaves what the steps
/// so far have done. Faults as real kernels have them.
final class ChaosKernel implements Kernel {

  /// Longest of each step of an attach; three netlink messages take two milliseconds.
  private static final int STEP_MILLIS = 2;

  /// Longest of each step of a removal, which waits for the kernel's grace periods.
  private static final int REMOVAL_MILLIS = 15;

  private final SimulatedKernel kernel;
  private final Kernel port;
  private final Lifetime life;
  private final VirtualTime time;
  private final Faults faults;
  private final Crashes crashes;
  private final Attribution attribution;
  private final Trace trace;

  /// When the link of an ENI that is late shows.
  private final Map<EniId, Long> lateUntilMillis = new HashMap<>();

  ChaosKernel(
      SimulatedKernel kernel,
      Lifetime life,
      VirtualTime time,
      Faults faults,
      Crashes crashes,
      Attribution attribution,
      Trace trace) {
    this.kernel = kernel;
    this.port = kernel.kernel(life);
    this.life = life;
    this.time = time;
    this.faults = faults;
    this.crashes = crashes;
    this.attribution = attribution;
    this.trace = trace;
  }

  private void after(int most, Runnable step) {
    life.after(1 + faults.below(most), step);
  }

  @Override
  public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    Operation operation = attribution.of(link.key());
    if (life.isOver() || crashes.reached(operation, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    after(
        STEP_MILLIS,
        () -> {
          KernelOutcome.@Nullable Failed failed = refusal(link);
          if (failed == null) {
            failed = kernel.beginAttach(link, sandbox);
          }
          if (failed != null) {
            answer(operation, failed, replyTo);
          } else if (!crashes.reached(operation, CrashPoint.KERNEL_HALF)) {
            after(STEP_MILLIS, () -> finish(operation, link, sandbox, replyTo));
          }
        });
  }

  private void finish(
      Operation operation, PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    if (faults.happens(FaultKind.KERNEL_NAMESPACE_VANISHED)) {
      kernel.close(sandbox);
    }
    KernelOutcome.@Nullable Failed failed = refusal(link);
    if (failed != null) {
      kernel.undoAttach(link, sandbox);
      answer(operation, failed, replyTo);
    } else {
      answer(operation, kernel.finishAttach(link, sandbox), replyTo);
    }
  }

  private void answer(Operation operation, KernelOutcome outcome, Consumer<KernelOutcome> replyTo) {
    if (!(outcome instanceof KernelOutcome.Failed)
        && crashes.reached(operation, CrashPoint.KERNEL_DONE)) {
      return;
    }
    after(STEP_MILLIS, () -> replyTo.accept(outcome));
  }

  private KernelOutcome.@Nullable Failed refusal(PodLink link) {
    if (faults.happens(FaultKind.KERNEL_NO_DEVICE)) {
      return new KernelOutcome.Failed(Reason.OTHER, "link " + link.hostLink() + ": ENODEV");
    }
    return faults.happens(FaultKind.KERNEL_BUSY)
        ? new KernelOutcome.Failed(Reason.OTHER, "link " + link.hostLink() + ": EBUSY")
        : null;
  }

  @Override
  public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    List<Operation> operations =
        links.stream().map(link -> attribution.of(link.key())).distinct().toList();
    if (life.isOver() || crashes.reachedAny(operations, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    after(
        REMOVAL_MILLIS,
        () -> {
          links.forEach(kernel::beginDetach);
          if (!crashes.reachedAny(operations, CrashPoint.KERNEL_HALF)) {
            after(REMOVAL_MILLIS, () -> remove(operations, links, replyTo));
          }
        });
  }

  private void remove(
      List<Operation> operations, List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    List<String> problems = new ArrayList<>();
    for (PodLink link : links) {
      KernelOutcome.@Nullable Failed failed = refusal(link);
      if (failed == null) {
        kernel.finishDetach(link);
      } else {
        problems.add(failed.text());
      }
    }
    if (crashes.reachedAny(operations, CrashPoint.KERNEL_DONE)) {
      return;
    }
    KernelOutcome outcome =
        problems.isEmpty()
            ? new KernelOutcome.Done()
            : new KernelOutcome.Failed(Reason.OTHER, String.join("; ", problems));
    after(REMOVAL_MILLIS, () -> replyTo.accept(outcome));
  }

  @Override
  public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    if (life.isOver() || crashes.reached(Operation.CHECK, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    if (faults.happens(FaultKind.KERNEL_DUMP_INTERRUPTED)) {
      after(STEP_MILLIS, () -> replyTo.accept(interrupted()));
      return;
    }
    port.checkPod(
        link,
        sandbox,
        outcome -> {
          if (!life.isOver() && !crashes.reached(Operation.CHECK, CrashPoint.KERNEL_DONE)) {
            replyTo.accept(outcome);
          }
        });
  }

  private static KernelOutcome interrupted() {
    return new KernelOutcome.Failed(Reason.OTHER, "the dump was interrupted (NLM_F_DUMP_INTR)");
  }

  @Override
  public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    if (life.isOver() || crashes.reached(Operation.EC2_ATTACH, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    if (faults.happens(FaultKind.KERNEL_DUMP_INTERRUPTED)) {
      after(STEP_MILLIS, () -> replyTo.accept(interrupted()));
      return;
    }
    List<EniLink> late = enis.stream().filter(this::isLate).toList();
    List<EniLink> there = enis.stream().filter(eni -> !late.contains(eni)).toList();
    port.applyEnis(
        there,
        outcome -> {
          if (!life.isOver() && !crashes.reached(Operation.EC2_ATTACH, CrashPoint.KERNEL_DONE)) {
            there.forEach(eni -> trace.add("kernel", "link of " + eni.eni() + " asked for"));
            replyTo.accept(withMissing(outcome, late));
          }
        });
  }

  private boolean isLate(EniLink eni) {
    long until =
        lateUntilMillis.computeIfAbsent(
            eni.eni(),
            _ ->
                faults.happens(FaultKind.KERNEL_LINK_LATE)
                    ? time.nowMillis() + faults.millis(100, 60_000)
                    : 0L);
    return time.nowMillis() < until;
  }

  private static KernelOutcome withMissing(KernelOutcome outcome, List<EniLink> late) {
    if (!(outcome instanceof KernelOutcome.EnisApplied(var missing, var problems))) {
      return outcome;
    }
    List<EniId> all = new ArrayList<>(missing);
    late.forEach(eni -> all.add(eni.eni()));
    return new KernelOutcome.EnisApplied(all, problems);
  }

  @Override
  public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    if (life.isOver() || crashes.reached(Operation.EC2_DELETE, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    enis.forEach(eni -> trace.add("kernel", "rule of " + eni.eni() + " removed"));
    port.forgetEnis(enis, replyTo);
    crashes.reached(Operation.EC2_DELETE, CrashPoint.KERNEL_DONE);
  }

  @Override
  public void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
    if (life.isOver() || crashes.reached(Operation.RECOVERY, CrashPoint.KERNEL_ASKED)) {
      return;
    }
    port.removeStrays(
        links,
        outcome -> {
          if (!life.isOver() && !crashes.reached(Operation.RECOVERY, CrashPoint.KERNEL_DONE)) {
            replyTo.accept(outcome);
          }
        });
  }

  @Override
  public void read(Consumer<KernelOutcome> replyTo) {
    if (!life.isOver()) {
      port.read(replyTo);
    }
  }
}
