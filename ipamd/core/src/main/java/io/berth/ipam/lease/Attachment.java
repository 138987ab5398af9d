package io.berth.ipam.lease;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.KernelOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of one attachment while it lives: a lease, or the operation that makes or ends it.
/// Owned by the one thread of [LeaseService].
///
/// ```
/// (none) --ADD--> WAITING --granted--> ATTACHING --durable and linked--> LEASED
///    ^               |                     |                               |
///    |            refused             failed, or DEL came                 DEL
///    |               v                     v                               v
///    +---------------+------------<--- RELEASING <-------------------------+
/// ```
final class Attachment {

  enum Stage {
    /// Queued for an address.
    WAITING,
    /// Lease on its way to the journal, link on its way into the kernel.
    ATTACHING,
    /// An ADD for a lease that stands is looking whether its link is still there.
    REATTACHING,
    /// Durable and linked.
    LEASED,
    /// Going; every object of it is being removed.
    RELEASING,
    /// The kernel refused to remove something; the next DEL tries again.
    STUCK
  }

  final LeaseKey key;
  Stage stage = Stage.WAITING;

  /// Names the request in the queue of demands.
  long demandId;

  /// The pool's handle; meaningful once `lease` is set.
  long handle;

  @Nullable Lease lease;
  @Nullable PodLink link;

  /// Where the sandbox was when its ADD came; empty for a restored lease until an ADD repeats.
  String sandboxPath = "";

  /// How often the link was made, so that a look into the kernel knows whether it is out of date.
  int attached;

  /// Whether the journal has said that the lease is durable, or that it is not.
  boolean journalAnswered;

  @Nullable String journalFailure;
  @Nullable KernelOutcome linkOutcome;

  /// A DEL arrived while the ADD ran.
  boolean deleteRequested;

  /// What the ADD that ends in RELEASING is answered; `null` when no ADD is running.
  @Nullable LeaseFailure addFailure;

  /// Nothing of the address reached the kernel, so it need not cool.
  boolean untouched;

  final List<Consumer<AddReply>> adders = new ArrayList<>();
  final List<Consumer<@Nullable LeaseFailure>> deleters = new ArrayList<>();

  Attachment(LeaseKey key) {
    this.key = key;
  }

  /// The lease of an attachment that has one.
  Lease heldLease() {
    if (lease == null) {
      throw new IllegalStateException(key + " has no lease in stage " + stage);
    }
    return lease;
  }

  PodLink heldLink() {
    if (link == null) {
      throw new IllegalStateException(key + " has no link in stage " + stage);
    }
    return link;
  }
}
