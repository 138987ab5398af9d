package io.berth.simulation.incumbent;

import io.berth.ipam.model.IpAddress;
import io.berth.simulation.node.SandboxId;
import org.jspecify.annotations.Nullable;

/// An address in the datastore.
final class Slot {

  final IpAddress address;
  @Nullable SandboxId holder;

  /// When it was last given back; long ago if never. Only in memory, as there.
  long unassignedMillis = Long.MIN_VALUE / 2;

  Slot(IpAddress address) {
    this.address = address;
  }

  boolean isAssigned() {
    return holder != null;
  }

  boolean isCooling(long nowMillis, long cooldownMillis) {
    return holder == null && nowMillis - unassignedMillis <= cooldownMillis;
  }
}
