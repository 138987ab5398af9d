package io.berth.ipamd.kernel;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.Sandbox;
import io.berth.netlink.NamespaceIdentity;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.SystemCallException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The kernel port over netlink. Requests run on the threads `link-N`, several at a time; outcomes
/// are handed over on those threads. Safe for any thread.
public final class NetlinkKernel implements Kernel, AutoCloseable {

  private final LinkWorkers workers;
  private final NodeNetwork network;
  private final Layout layout;
  private final NamespaceIdentity own;
  private final LongSupplier random;

  private NetlinkKernel(
      LinkWorkers workers,
      NodeNetwork network,
      Layout layout,
      NamespaceIdentity own,
      LongSupplier random) {
    this.workers = workers;
    this.network = network;
    this.layout = layout;
    this.own = own;
    this.random = random;
  }

  /// Starts the adapter on the calling thread's network namespace.
  ///
  /// @param workers how many requests run at once, 1 to 16
  /// @param node what routing needs to know of the node
  /// @param random random bits for MAC addresses and indexes; called by several threads
  /// @throws SystemCallException when the kernel gives no netlink socket
  public static NetlinkKernel start(int workers, NodeRouting node, LongSupplier random)
      throws SystemCallException {
    NamespaceIdentity own;
    try (NetworkNamespace namespace = NetworkNamespace.current()) {
      own = namespace.identity();
    }
    NodeNetwork network = NodeNetwork.open(node);
    try {
      return new NetlinkKernel(
          LinkWorkers.start(workers), network, node.policy().layout(), own, random);
    } catch (SystemCallException e) {
      network.close();
      throw e;
    }
  }

  @Override
  public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    submit(
        replyTo,
        (host, worker) ->
            switch (SandboxAccess.open(sandbox, own)) {
              case SandboxAccess.Refused(KernelOutcome.Failed failure) -> failure;
              case SandboxAccess.Open open -> {
                try (open) {
                  yield new PodAttachment(layout, host, open, link, random).perform();
                }
              }
            });
  }

  @Override
  public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    List<PodLink> all = List.copyOf(links);
    submit(
        replyTo,
        (host, worker) -> new PodDetachment(host, Marks.FIRST_DOOMED_GROUP + worker).perform(all));
  }

  @Override
  public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    submit(
        replyTo,
        (host, worker) ->
            switch (SandboxAccess.open(sandbox, own)) {
              case SandboxAccess.Refused(KernelOutcome.Failed failure) -> failure;
              case SandboxAccess.Open open -> {
                try (open) {
                  yield new PodCheck(layout, host, open.netlink(), link).perform();
                }
              }
            });
  }

  @Override
  public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    List<EniLink> all = List.copyOf(enis);
    submit(replyTo, (host, worker) -> EniSetup.apply(host, network, all));
  }

  @Override
  public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    List<EniLink> all = List.copyOf(enis);
    submit(replyTo, (host, worker) -> EniSetup.forget(host, network, all));
  }

  @Override
  public void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
    List<PodLinkSeen> all = List.copyOf(links);
    submit(replyTo, (host, worker) -> StaleLink.removeStrays(host, all));
  }

  @Override
  public void read(Consumer<KernelOutcome> replyTo) {
    submit(replyTo, (host, worker) -> KernelReading.read(host));
  }

  /// Reads every link that can be a pod's, whoever made it; the links of the answer have no
  /// address. Beside the port, as [#mark] is: only the takeover from another plugin needs them.
  public void readVeths(Consumer<KernelOutcome> replyTo) {
    submit(replyTo, (host, worker) -> KernelReading.veths(host));
  }

  /// Marks links of pods that another plugin made as Berth's. A link that is somebody's already is
  /// left alone and told.
  public void mark(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    List<PodLink> all = List.copyOf(links);
    submit(replyTo, (host, worker) -> LinkMarking.perform(host, all));
  }

  /// Finishes what was asked for; what is asked afterwards is refused.
  @Override
  public void close() {
    workers.close();
    network.close();
  }

  private void submit(
      Consumer<KernelOutcome> replyTo, BiFunction<NetlinkSocket, Integer, KernelOutcome> work) {
    boolean accepted = workers.offer((host, worker) -> replyTo.accept(work.apply(host, worker)));
    if (!accepted) {
      replyTo.accept(
          Refusals.other(
              "the kernel was not asked",
              LinkWorkers.MAX_WAITING + " requests wait already, or the daemon is stopping"));
    }
  }
}
