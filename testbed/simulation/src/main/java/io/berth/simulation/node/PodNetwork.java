package io.berth.simulation.node;

import io.berth.ipam.model.IpAddress;
import java.util.function.Consumer;

/// What answers the ADDs and DELs of one node, whichever policy is behind it. A refusal may come
/// during the call, an address comes later.
public interface PodNetwork {

  /// What became of an ADD.
  sealed interface Answer {

    /// The pod has an address.
    record Address(IpAddress address) implements Answer {}

    /// It has none, and why.
    record Refused(String sentence) implements Answer {}
  }

  /// The runtime has made a sandbox and wants an address for it.
  void add(SandboxId sandbox, Consumer<Answer> replyTo);

  /// The runtime takes a sandbox down, whether it has an address or not.
  void delete(SandboxId sandbox, Runnable replyTo);

  /// What the node holds now.
  Holding holding();
}
