package io.berth.ipam.lease;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Lets deletions that arrive together share one wait. Removing a link costs the caller 16 to 30 ms
/// of the kernel's grace periods, and a group of links costs hardly more (measured: 200 links 65
/// ms), so while one removal runs the next ones gather. Owned by the one thread of [LeaseService].
final class DetachBatch {

  /// Links in one removal: bounds the time that the last request of a batch waits for the others.
  private static final int MAX_LINKS = 256;

  private final Kernel kernel;
  private final Executor owner;
  private final List<Pending> gathered = new ArrayList<>();
  private boolean running;

  private record Pending(PodLink link, Consumer<KernelOutcome> replyTo) {}

  DetachBatch(Kernel kernel, Executor owner) {
    this.kernel = kernel;
    this.owner = owner;
  }

  void detach(PodLink link, Consumer<KernelOutcome> replyTo) {
    gathered.add(new Pending(link, replyTo));
    runNext();
  }

  private void runNext() {
    if (running || gathered.isEmpty()) {
      return;
    }
    List<Pending> head = gathered.subList(0, Math.min(gathered.size(), MAX_LINKS));
    List<Pending> batch = List.copyOf(head);
    head.clear();
    running = true;
    kernel.detachPods(
        batch.stream().map(Pending::link).toList(),
        outcome -> owner.execute(() -> finished(batch, outcome)));
  }

  private void finished(List<Pending> batch, KernelOutcome outcome) {
    running = false;
    batch.forEach(pending -> pending.replyTo().accept(outcome));
    runNext();
  }
}
