package io.berth.ipam.port;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a request to the [Kernel].
public sealed interface KernelOutcome {

  /// The pod's link stands.
  ///
  /// @param hostIndex the interface index of its end on the node
  /// @param hostMac MAC address of that end
  /// @param podMac MAC address of the end in the sandbox
  record Attached(int hostIndex, MacAddress hostMac, MacAddress podMac) implements KernelOutcome {}

  /// Done, with nothing to tell.
  record Done() implements KernelOutcome {}

  /// Answer to [Kernel#applyEnis].
  ///
  /// @param missing ENIs to ask for again: their link has not appeared yet, or could not be set up
  /// @param problems one sentence for each of them whose link is there
  record EnisApplied(List<EniId> missing, List<String> problems) implements KernelOutcome {
    public EnisApplied {
      missing = List.copyOf(missing);
      problems = List.copyOf(problems);
    }
  }

  /// Answer to [Kernel#read].
  record State(List<PodLinkSeen> links) implements KernelOutcome {
    public State {
      links = List.copyOf(links);
    }
  }

  /// A pod's link or route as the kernel has it.
  ///
  /// @param address the address routed to it; `null` for a link of Berth's to which no route leads
  /// @param hostLink name of the link; empty for a route whose link is not a pod's
  /// @param alias the link's alias, which names the lease; empty when it has none, as a link that
  ///   was only half made
  record PodLinkSeen(@Nullable IpAddress address, String hostLink, String alias) {}

  /// Not done.
  ///
  /// @param reason what kind of failure it is
  /// @param text what was attempted, on what, and what the kernel said
  record Failed(Reason reason, String text) implements KernelOutcome {}

  /// Kinds of failure that callers treat apart.
  enum Reason {
    /// The interface's name is taken inside the sandbox.
    INTERFACE_EXISTS,
    /// The path is no network namespace, or the namespace is gone.
    NO_NAMESPACE,
    /// The namespace is the node's own.
    OWN_NAMESPACE,
    /// What is there differs from what should be.
    DIFFERENT,
    /// Anything else.
    OTHER
  }
}
