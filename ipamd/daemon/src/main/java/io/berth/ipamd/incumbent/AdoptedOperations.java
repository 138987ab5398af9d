package io.berth.ipamd.incumbent;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds leases that were taken over by container and interface, whatever network a call names: the
/// runtime ends and checks them under Berth's network list, not under the one that made them. Owned
/// by the thread of the lease service.
///
/// Safe because one sandbox has one interface of a name, and because the keys of Berth's own leases
/// are never translated ([AdoptedNetwork]).
public final class AdoptedOperations implements LeaseOperations {

  private final LeaseOperations operations;
  private final Map<String, List<LeaseKey>> byContainer = new TreeMap<>();

  /// @param leases with which the daemon starts; later ones are not taken over
  /// @param unplaced those of them whose ENI is not known yet
  public AdoptedOperations(
      LeaseOperations operations, Collection<Lease> leases, Collection<Lease> unplaced) {
    this.operations = operations;
    List<Lease> all = new ArrayList<>(leases);
    all.addAll(unplaced);
    for (Lease lease : all) {
      LeaseKey key = lease.key();
      if (AdoptedNetwork.isAdopted(key.network())) {
        byContainer.computeIfAbsent(key.containerId(), first -> new ArrayList<>()).add(key);
      }
    }
  }

  @Override
  public void add(AddRequest request, Consumer<AddReply> replyTo) {
    operations.add(request, replyTo);
  }

  /// Both are ended: after the interface had gone, the sandbox may have been attached again.
  @Override
  public void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo) {
    LeaseKey adopted = adopted(key);
    if (adopted == null) {
      operations.delete(key, replyTo);
      return;
    }
    operations.delete(
        key,
        own ->
            operations.delete(
                adopted,
                failure -> {
                  if (failure == null) {
                    forget(adopted);
                  }
                  replyTo.accept(own == null ? failure : own);
                }));
  }

  @Override
  public void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo) {
    LeaseKey adopted = adopted(key);
    operations.check(adopted == null ? key : adopted, sandbox, replyTo);
  }

  @Override
  public void undeliverable(LeaseKey key) {
    operations.undeliverable(key);
  }

  @Override
  public @Nullable LeaseFailure status() {
    return operations.status();
  }

  private @Nullable LeaseKey adopted(LeaseKey key) {
    for (LeaseKey adopted : byContainer.getOrDefault(key.containerId(), List.of())) {
      if (adopted.interfaceName().equals(key.interfaceName())
          || adopted.interfaceName().equals(Allocation.UNKNOWN_INTERFACE)) {
        return adopted;
      }
    }
    return null;
  }

  private void forget(LeaseKey adopted) {
    List<LeaseKey> left = byContainer.get(adopted.containerId());
    if (left != null && left.remove(adopted) && left.isEmpty()) {
      byContainer.remove(adopted.containerId());
    }
  }
}
