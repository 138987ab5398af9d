package io.berth.ipam.reconcile;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.SubnetId;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The back-offs of one kind of call, apart for each subnet and each kind of addresses: a subnet
/// that is full says nothing about another, and one without a free /28 may have single addresses.
/// Bounded by the subnets that the node's ENIs lie in. Owned by the control thread.
final class Backoffs {

  private final RandomGenerator random;
  private final Map<Key, Backoff> byKey = new HashMap<>();

  private record Key(SubnetId subnet, AddressKind kind) {}

  Backoffs(RandomGenerator random) {
    this.random = random;
  }

  Backoff of(SubnetId subnet, AddressKind kind) {
    return byKey.computeIfAbsent(new Key(subnet, kind), _ -> new Backoff(random));
  }

  /// When the first of them that blocks now ends, or [Long#MAX_VALUE].
  long wakeMillis(long nowMillis) {
    return byKey.values().stream()
        .mapToLong(backoff -> backoff.wakeMillis(nowMillis))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
