package io.berth.simulation.chaos;

import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.link.HostLinkNames;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.simulation.chaos.Executable.Answer;
import io.berth.simulation.chaos.PodSlot.Box;
import io.berth.simulation.chaos.PodSlot.Stage;
import io.berth.simulation.check.Sandboxes;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// The kubelet and the container runtime of one node: sandboxes come, are asked for twice, too late
/// or with the same name, and go, with or without a DEL.
final class PodRuntime {

  private static final String HOST_LINK_PREFIX = "eni";
  static final int MTU_BYTES = 9_001;

  /// From the start of an executable to its request in the daemon's hands, at most.
  private static final int EXECUTE_MILLIS = 3;

  private static final int DELS_AT_ONCE = 10;

  private final VirtualTime time;
  private final SimulatedKernel kernel;
  private final CniEnd cni;
  private final Sandboxes sandboxes;
  private final Faults faults;
  private final Random random;
  private final ChaosOptions options;
  private final List<PodSlot> slots = new ArrayList<>();

  /// The daemon may have heard of their ADD after the DEL, and nobody asks again.
  private final Set<LeaseKey> crossed = new TreeSet<>();

  private boolean quiet;

  PodRuntime(
      VirtualTime time,
      SimulatedKernel kernel,
      CniEnd cni,
      Sandboxes sandboxes,
      Faults faults,
      Random random,
      ChaosOptions options) {
    this.time = time;
    this.kernel = kernel;
    this.cni = cni;
    this.sandboxes = sandboxes;
    this.faults = faults;
    this.random = random;
    this.options = options;
    for (int i = 0; i < options.pods(); i++) {
      slots.add(new PodSlot(i));
    }
  }

  void start() {
    time.after(random.nextInt(5_000), this::arrive);
  }

  private long about(long meanMillis) {
    return (long) (-Math.log(1 - random.nextDouble()) * meanMillis);
  }

  private void arrive() {
    if (quiet) {
      return;
    }
    List<PodSlot> empty = slots.stream().filter(slot -> !slot.wanted).toList();
    if (!empty.isEmpty()) {
      run(empty.get(random.nextInt(empty.size())));
    }
    // Now and then several at once.
    long pause = random.nextInt(4) == 0 ? 0 : about(options.arrivalMillis());
    time.after(pause, this::arrive);
  }

  private void run(PodSlot slot) {
    slot.wanted = true;
    begin(slot);
    time.after(
        about(options.lifeMillis()),
        () -> {
          if (!quiet) {
            stop(slot);
          }
        });
  }

  private void stop(PodSlot slot) {
    slot.wanted = false;
    List.copyOf(slot.boxes).stream()
        .filter(box -> box.stage == Stage.ADDING || box.stage == Stage.RUNNING)
        .forEach(box -> end(slot, box));
  }

  private void begin(PodSlot slot) {
    if (!slot.wanted || slot.isServed()) {
      return;
    }
    Box box = slot.next();
    kernel.open(box.namespace);
    if (faults.happens(FaultKind.KERNEL_EXISTS)) {
      kernel.occupyInterface(box.namespace, box.key.interfaceName());
    }
    if (faults.isOn(FaultKind.KERNEL_STRAY_LINK)) {
      occupyName(slot, box);
    }
    if (faults.happens(FaultKind.CNI_DEL_BEFORE_ADD)) {
      add(slot, box, 20 + random.nextInt(500));
      end(slot, box);
      return;
    }
    add(slot, box, random.nextInt(EXECUTE_MILLIS));
    if (faults.happens(FaultKind.CNI_ADD_TWICE)) {
      add(slot, box, random.nextInt(3_000));
    }
    if (faults.happens(FaultKind.CNI_CROSSING)) {
      time.after(
          random.nextInt(60),
          () -> {
            if (box.stage == Stage.ADDING) {
              end(slot, box);
            }
          });
    }
    if (faults.happens(FaultKind.CNI_CLIENT_KILLED)) {
      time.after(
          faults.millis(0, 5_000),
          () -> {
            if (box.stage == Stage.ADDING) {
              box.adds.forEach(Executable::kill);
              time.after(random.nextInt(2_000), () -> end(slot, box));
            }
          });
    }
  }

  private void occupyName(PodSlot slot, Box box) {
    String name = HostLinkNames.name(HOST_LINK_PREFIX, slot.pod, box.key);
    if (faults.happens(FaultKind.KERNEL_STRAY_LINK) && kernel.occupyHostLink(name)) {
      time.after(faults.millis(1_000, 60_000), () -> kernel.vacateHostLink(name));
    }
  }

  private void add(PodSlot slot, Box box, int delayMillis) {
    Executable executable = new Executable(answer -> added(slot, box, answer));
    box.adds.add(executable);
    AddRequest request =
        new AddRequest(box.key, slot.pod, box.namespace, HOST_LINK_PREFIX, MTU_BYTES);
    time.after(
        delayMillis,
        () -> {
          if (box.stage != Stage.ADDING && box.stage != Stage.RUNNING) {
            crossed.add(box.key);
          }
          cni.add(request, executable);
        });
  }

  private void added(PodSlot slot, Box box, Answer answer) {
    if (box.stage != Stage.ADDING && box.stage != Stage.RUNNING) {
      return;
    }
    switch (answer) {
      case Answer.Added(Lease lease) when kernel.isOpen(box.namespace) -> {
        box.stage = Stage.RUNNING;
        sandboxes.given(box.key, box.namespace, lease.address());
      }
      case Answer.Refused(LeaseFailure.AlreadyAttached already) when box.stage == Stage.RUNNING ->
          sandboxes.saidToStand(box.key, already.address());
      case Answer.Added _, Answer.Refused _, Answer.NoDaemon _ -> {
        if (box.stage == Stage.ADDING) {
          end(slot, box);
        }
      }
      case Answer.Done _ -> throw new IllegalStateException("an ADD was answered as a DEL");
    }
  }

  /// Takes a sandbox down, whatever has become of it.
  private void end(PodSlot slot, Box box) {
    if (box.stage != Stage.ADDING && box.stage != Stage.RUNNING) {
      return;
    }
    boolean ran = box.stage == Stage.RUNNING;
    box.stage = Stage.ENDING;
    box.adds.forEach(Executable::kill);
    sandboxes.leaving(box.key);
    if (!quiet && random.nextInt(8) == 0) {
      kernel.close(box.namespace);
    }
    delete(slot, box);
    if (faults.happens(FaultKind.CNI_DEL_TEN_TIMES)) {
      for (int i = 1; i < DELS_AT_ONCE; i++) {
        time.after(random.nextInt(200), () -> cni.delete(box.key, new Executable(answer -> {})));
      }
    }
    if (ran && faults.happens(FaultKind.CNI_SANDBOX_AGAIN)) {
      time.after(random.nextInt(30), () -> begin(slot));
    }
  }

  private void delete(PodSlot slot, Box box) {
    Executable executable = new Executable(answer -> deleted(slot, box, answer));
    time.after(random.nextInt(EXECUTE_MILLIS), () -> cni.delete(box.key, executable));
    box.adds.clear();
    box.adds.add(executable);
  }

  private void deleted(PodSlot slot, Box box, Answer answer) {
    if (answer instanceof Answer.Refused) {
      time.after(1_000 + random.nextInt(4_000), () -> delete(slot, box));
      return;
    }
    sandboxes.gone(box.key);
    box.stage = Stage.GONE;
    time.after(random.nextInt(50), () -> kernel.close(box.namespace));
    time.after(1_000 + random.nextInt(9_000), () -> begin(slot));
  }

  /// The runtime itself starts again: all executables die, and what was asked for is asked again.
  void restart() {
    for (PodSlot slot : slots) {
      for (Box box : List.copyOf(slot.boxes)) {
        box.adds.forEach(Executable::kill);
        if (box.stage == Stage.ADDING) {
          end(slot, box);
        } else if (box.stage == Stage.ENDING) {
          delete(slot, box);
        }
      }
    }
    time.after(1_000, this::collect);
  }

  /// A GC with all sandboxes that are or will be.
  void collect() {
    Set<LeaseKey> valid = new TreeSet<>();
    for (PodSlot slot : slots) {
      for (Box box : slot.boxes) {
        if (box.stage == Stage.ADDING || box.stage == Stage.RUNNING) {
          valid.add(box.key);
        }
      }
    }
    cni.collect(valid, new Executable(answer -> {}));
  }

  private void withOneRunning(OnOne what) {
    List<PodSlot> running = slots.stream().filter(PodSlot::isRunning).toList();
    if (!running.isEmpty()) {
      PodSlot slot = running.get(random.nextInt(running.size()));
      slot.boxes.stream()
          .filter(box -> box.stage == Stage.RUNNING)
          .findFirst()
          .ifPresent(box -> what.does(slot, box));
    }
  }

  private interface OnOne {
    void does(PodSlot slot, Box box);
  }

  /// A CHECK of one sandbox.
  void check() {
    withOneRunning((slot, box) ->
        cni.check(
            box.key,
            box.namespace,
            new Executable(answer ->
                sandboxes.checked(
                    box.key, answer instanceof Answer.Refused(LeaseFailure why) ? why : null))));
  }

  /// One sandbox's namespace ends without a DEL: it comes later, never, or the namespace is made
  /// anew.
  void lose() {
    withOneRunning((slot, box) -> {
      kernel.close(box.namespace);
      sandboxes.vanished(box.key);
      switch (random.nextInt(3)) {
        case 0 -> {
          box.lost = true;
          time.after(random.nextInt(60_000), () -> end(slot, box));
        }
        case 1 -> {
          box.stage = Stage.ABANDONED;
          time.after(1_000 + random.nextInt(9_000), () -> begin(slot));
        }
        default -> {
          box.stage = Stage.ADDING;
          kernel.open(box.namespace);
          add(slot, box, random.nextInt(1_000));
        }
      }
    });
  }

  /// From now on no pod comes or goes.
  void quiet() {
    quiet = true;
  }

  /// One pod more than the node can serve goes.
  void stopOne() {
    slots.stream()
        .filter(slot -> slot.wanted && !slot.isRunning())
        .findFirst()
        .ifPresent(this::stop);
  }

  /// Whether each pod that is wanted runs, and no sandbox is on its way.
  boolean isSettled() {
    return slots.stream().allMatch(slot -> slot.isQuiet() && slot.wanted == slot.isRunning());
  }

  /// Pods that wait, for messages.
  List<String> waiting() {
    return slots.stream()
        .filter(slot -> !(slot.isQuiet() && slot.wanted == slot.isRunning()))
        .map(slot ->
            slot.pod.name()
                + slot.boxes.stream().map(b -> b.key.containerId() + " " + b.stage).toList())
        .toList();
  }

  /// Leases that nobody has asked to end, and nobody will but a GC.
  Set<LeaseKey> excused() {
    Set<LeaseKey> excused = new TreeSet<>(crossed);
    for (PodSlot slot : slots) {
      slot.boxes.stream()
          .filter(box -> box.stage == Stage.ABANDONED)
          .forEach(box -> excused.add(box.key));
    }
    return excused;
  }

  /// A pod of its own, outside of the churn.
  PodSlot runOne() {
    PodSlot slot = new PodSlot(slots.size());
    slots.add(slot);
    slot.wanted = true;
    begin(slot);
    return slot;
  }

  void stopRunning(PodSlot slot) {
    stop(slot);
  }
}
