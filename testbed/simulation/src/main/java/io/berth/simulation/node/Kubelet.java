package io.berth.simulation.node;

import io.berth.ipam.model.IpAddress;
import io.berth.simulation.time.VirtualTime;
import java.util.random.RandomGenerator;

/// Load on a node: makes sandboxes for pods, tries again when one fails, and takes them down.
public final class Kubelet {

  /// Sees what happens to pods; each method is called after the fact.
  public interface Watcher {

    /// A pod has an address.
    default void addressed(Pod pod, IpAddress address) {}

    /// An ADD was refused; it is tried again.
    default void refused(Pod pod, String sentence) {}

    /// The runtime has begun to take a pod down that had an address.
    default void leaving(Pod pod, IpAddress address) {}

    /// A DEL was answered: nothing of the address is left on the node.
    default void gone(Pod pod, IpAddress address) {}
  }

  private final VirtualTime time;
  private final PodNetwork network;
  private final RetryRule retry;
  private final RandomGenerator random;
  private final Watcher watcher;
  private int pods;
  private long refusals;

  public Kubelet(
      VirtualTime time,
      PodNetwork network,
      RetryRule retry,
      RandomGenerator random,
      Watcher watcher) {
    this.time = time;
    this.network = network;
    this.retry = retry;
    this.random = random;
    this.watcher = watcher;
  }

  /// ADDs that were refused, of all pods.
  public long refusals() {
    return refusals;
  }

  /// A pod arrives now.
  public Pod run() {
    Pod pod = new Pod(++pods, time.nowMillis());
    attempt(pod);
    return pod;
  }

  /// A pod is to go now, whether it has an address or not.
  public void stop(Pod pod) {
    IpAddress address = pod.address();
    pod.leave();
    if (address != null) {
      watcher.leaving(pod, address);
    }
    network.delete(
        pod.sandbox(),
        () -> {
          if (address != null) {
            watcher.gone(pod, address);
          }
        });
  }

  private void attempt(Pod pod) {
    if (!pod.isGone()) {
      SandboxId sandbox = pod.begin();
      network.add(sandbox, answer -> answered(pod, sandbox, answer));
    }
  }

  private void answered(Pod pod, SandboxId sandbox, PodNetwork.Answer answer) {
    if (pod.isGone()) {
      // The DEL is on its way, or has been: nothing of the sandbox stays.
      network.delete(sandbox, () -> {});
      return;
    }
    switch (answer) {
      case PodNetwork.Answer.Address(IpAddress address) -> {
        pod.addressed(address, time.nowMillis());
        watcher.addressed(pod, address);
      }
      case PodNetwork.Answer.Refused(String sentence) -> {
        pod.refused();
        refusals++;
        watcher.refused(pod, sentence);
        network.delete(sandbox, () -> {});
        time.after(retry.nextMillis(random), () -> attempt(pod));
      }
    }
  }
}
