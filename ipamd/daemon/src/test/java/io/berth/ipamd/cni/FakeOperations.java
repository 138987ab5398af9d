package io.berth.ipamd.cni;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A lease service without pool and kernel: remembers what it was asked, answers at once, and fails
/// when a test tells it to.
final class FakeOperations implements LeaseOperations {

  static final IpAddress GATEWAY = IpAddress.parse("169.254.1.1");
  static final MacAddress HOST_MAC = MacAddress.parse("02:00:00:00:00:01");
  static final MacAddress POD_MAC = MacAddress.parse("02:00:00:00:00:02");

  final List<AddRequest> adds = new ArrayList<>();
  final List<LeaseKey> deletes = new ArrayList<>();
  final List<Sandbox> checks = new ArrayList<>();
  final List<LeaseKey> undelivered = new ArrayList<>();
  final List<Lease> leases = new ArrayList<>();
  final Map<LeaseKey, LeaseFailure> deleteFailures = new HashMap<>();
  @Nullable LeaseFailure failure;

  /// The lease that every ADD is answered with, as those that join are.
  @Nullable Lease joined;

  IpAddress next = IpAddress.parse("10.0.0.7");

  CniService service() {
    return new CniService(this, () -> List.copyOf(leases), CniDefaults.INCUMBENT);
  }

  Lease lease(LeaseKey key) {
    Lease lease = new Lease(key, next, new EniId("eni-1"), PodName.NONE, "eni0123456789a", 0);
    next = next.plus(1);
    leases.add(lease);
    return lease;
  }

  @Override
  public void add(AddRequest request, Consumer<AddReply> replyTo) {
    adds.add(request);
    replyTo.accept(
        failure == null
            ? new AddReply.Added(
                joined == null ? lease(request.key()) : joined,
                GATEWAY,
                HOST_MAC,
                POD_MAC,
                request.mtu())
            : new AddReply.Refused(failure));
  }

  @Override
  public void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo) {
    deletes.add(key);
    leases.removeIf(lease -> lease.key().equals(key));
    replyTo.accept(deleteFailures.getOrDefault(key, failure));
  }

  @Override
  public void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo) {
    checks.add(sandbox);
    replyTo.accept(failure);
  }

  @Override
  public void undeliverable(LeaseKey key) {
    undelivered.add(key);
  }

  @Override
  public @Nullable LeaseFailure status() {
    return failure;
  }
}
