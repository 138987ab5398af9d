package io.berth.ipam.port;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import java.util.List;
import java.util.function.Consumer;

/// The node's network configuration. Every operation is idempotent. Safe for any thread; never
/// blocks the caller.
public interface Kernel {

  /// Makes the link of a pod on both sides, with addresses, routes and rules. On failure nothing of
  /// it is left, or the text says what is.
  void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo);

  /// Removes links, routes and rules of pods; what is not there is no error. A link is removed only
  /// if its alias names the same lease, because host link names repeat when a pod of the same name
  /// returns.
  void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo);

  /// Compares a pod's link with what it should be.
  void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo);

  /// Brings up the links of these ENIs, with addresses, tables and rules. An ENI whose link is not
  /// there yet is reported in [KernelOutcome.EnisApplied#missing()].
  void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo);

  /// Removes what is left of ENIs that were detached once their links have gone: their rules. What
  /// is not there is no error.
  void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo);

  /// Removes links that [#read] showed without a route, if they still have the alias they had then.
  void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo);

  /// Reads which pod links and routes exist.
  void read(Consumer<KernelOutcome> replyTo);
}
