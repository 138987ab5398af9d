package io.berth.simulation.incumbent;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ENI in the datastore.
final class StoredEni {

  final EniId id;
  final boolean isPrimary;
  final long createdMillis;
  final List<Slot> slots = new ArrayList<>();

  StoredEni(EniId id, boolean isPrimary, long createdMillis) {
    this.id = id;
    this.isPrimary = isPrimary;
    this.createdMillis = createdMillis;
  }

  @Nullable Slot find(IpAddress address) {
    for (Slot slot : slots) {
      if (slot.address.equals(address)) {
        return slot;
      }
    }
    return null;
  }

  int assigned() {
    int count = 0;
    for (Slot slot : slots) {
      count += slot.isAssigned() ? 1 : 0;
    }
    return count;
  }

  int free() {
    return slots.size() - assigned();
  }

  boolean hasCooling(long nowMillis, long cooldownMillis) {
    for (Slot slot : slots) {
      if (slot.isCooling(nowMillis, cooldownMillis)) {
        return true;
      }
    }
    return false;
  }
}
