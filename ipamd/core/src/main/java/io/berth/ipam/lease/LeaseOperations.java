package io.berth.ipam.lease;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The verbs, as the server calls them. All methods are called on the one thread that owns the map
/// of running operations, and hand their reply to `replyTo` on that same thread, once.
public interface LeaseOperations {

  /// Gives the attachment an address and a link. A second ADD for the same key while the first runs
  /// joins it.
  void add(AddRequest request, Consumer<AddReply> replyTo);

  /// Takes link and address away; `null` means success, also when there is nothing to take.
  void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo);

  /// Compares lease and kernel; `null` means that all is as it should be.
  void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo);

  /// The answer to an ADD could not be delivered: undo it.
  void undeliverable(LeaseKey key);

  /// Why ADD cannot be served at all, or `null` when it can. Cheap, and never for exhaustion or the
  /// loss of EC2: a failing STATUS makes the whole node NotReady.
  @Nullable LeaseFailure status();
}
