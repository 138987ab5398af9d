package io.berth.ipamd.cni;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One GC: deletes every lease of the network that is not listed, all at once because deletions
/// that arrive together share the kernel's grace period; goes on after a failure and reports at the
/// end. Their number is bounded by the node's addresses.
final class GarbageCollection {

  private final LeaseOperations operations;
  private final List<String> failures = new ArrayList<>();
  private @Nullable CniErrorCode firstCode;
  private int running;

  GarbageCollection(LeaseOperations operations) {
    this.operations = operations;
  }

  /// @param leases all leases as they are now
  void collect(CniCall.Gc call, List<Lease> leases, Consumer<CniAnswer> replyTo) {
    List<LeaseKey> stale = stale(call, leases);
    if (stale.isEmpty()) {
      replyTo.accept(CniAnswer.success(""));
      return;
    }
    running = stale.size();
    for (LeaseKey key : stale) {
      operations.delete(
          key,
          failure -> {
            if (failure != null) {
              note(failure);
            }
            running--;
            if (running == 0) {
              replyTo.accept(answer(call.version(), stale.size()));
            }
          });
    }
  }

  private static List<LeaseKey> stale(CniCall.Gc call, List<Lease> leases) {
    Set<LeaseKey> valid = call.valid();
    if (valid == null) {
      return List.of();
    }
    return leases.stream()
        .map(Lease::key)
        .filter(key -> key.network().equals(call.network()) && !valid.contains(key))
        .toList();
  }

  private void note(LeaseFailure failure) {
    if (firstCode == null) {
      firstCode = LeaseFailureCodes.of(failure);
    }
    failures.add(failure.sentence());
  }

  private CniAnswer answer(CniVersion version, int count) {
    CniErrorCode code = firstCode;
    if (code == null) {
      return CniAnswer.success("");
    }
    return CniAnswer.failure(
        new CniError(
            version,
            code,
            failures.size() + " of " + count + " stale attachments could not be removed",
            String.join("; ", failures)));
  }
}
