package io.berth.simulation.incumbent;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.plan.WarmTargets;
import io.berth.simulation.node.SandboxId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The incumbent's books (`pkg/ipamd/datastore`): which addresses there are and who has them. Looks
/// for a free address in a random order of ENIs, and counts cooling addresses as available.
final class Datastore {

  /// An ENI younger than this is not removed.
  private static final long MIN_ENI_AGE_MILLIS = 60_000;

  private final long cooldownMillis;
  private final Random random;
  private final List<StoredEni> enis = new ArrayList<>();
  private final Map<SandboxId, Slot> bySandbox = new HashMap<>();
  private int total;
  private long leasesLost;

  Datastore(long cooldownMillis, Random random) {
    this.cooldownMillis = cooldownMillis;
    this.random = random;
  }

  List<StoredEni> enis() {
    return enis;
  }

  int total() {
    return total;
  }

  int assigned() {
    return bySandbox.size();
  }

  int cooling(long nowMillis) {
    int count = 0;
    for (StoredEni eni : enis) {
      for (Slot slot : eni.slots) {
        count += slot.isCooling(nowMillis, cooldownMillis) ? 1 : 0;
      }
    }
    return count;
  }

  /// Pods whose address was removed from the books under them.
  long leasesLost() {
    return leasesLost;
  }

  @Nullable StoredEni find(EniId id) {
    for (StoredEni eni : enis) {
      if (eni.id.equals(id)) {
        return eni;
      }
    }
    return null;
  }

  void add(StoredEni eni) {
    enis.add(eni);
  }

  /// Takes in addresses; known ones stay as they are.
  void importAddresses(StoredEni eni, List<IpAddress> addresses) {
    for (IpAddress address : addresses) {
      if (eni.find(address) == null) {
        eni.slots.add(new Slot(address));
        total++;
      }
    }
  }

  /// @return `null` when no address is free and out of its cooldown
  @Nullable IpAddress assign(SandboxId sandbox, long nowMillis) {
    Slot known = bySandbox.get(sandbox);
    if (known != null) {
      return known.address;
    }
    if (total == bySandbox.size()) {
      return null;
    }
    for (StoredEni eni : inRandomOrder()) {
      int size = eni.slots.size();
      int start = size == 0 ? 0 : random.nextInt(size);
      for (int i = 0; i < size; i++) {
        Slot slot = eni.slots.get((start + i) % size);
        if (!slot.isAssigned() && !slot.isCooling(nowMillis, cooldownMillis)) {
          slot.holder = sandbox;
          bySandbox.put(sandbox, slot);
          return slot.address;
        }
      }
    }
    return null;
  }

  boolean has(SandboxId sandbox) {
    return bySandbox.containsKey(sandbox);
  }

  void unassign(SandboxId sandbox, long nowMillis) {
    Slot slot = bySandbox.remove(sandbox);
    if (slot != null) {
      slot.holder = null;
      slot.unassignedMillis = nowMillis;
    }
  }

  List<StoredEni> inRandomOrder() {
    List<StoredEni> shuffled = new ArrayList<>(enis);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /// Takes up to so many unassigned addresses of an ENI out of the books, cooling ones too.
  List<IpAddress> removeFreeable(StoredEni eni, int count) {
    List<IpAddress> removed = new ArrayList<>();
    for (Slot slot : List.copyOf(eni.slots)) {
      if (removed.size() < count && !slot.isAssigned()) {
        removed.add(slot.address);
        eni.slots.remove(slot);
        total--;
      }
    }
    return removed;
  }

  /// Removes an address even if a pod has it.
  void forceRemove(StoredEni eni, Slot slot) {
    if (slot.holder != null) {
      bySandbox.remove(slot.holder);
      leasesLost++;
    }
    eni.slots.remove(slot);
    total--;
  }

  /// Removes an ENI even if pods have addresses of it.
  void forceRemove(StoredEni eni) {
    List.copyOf(eni.slots).forEach(slot -> forceRemove(eni, slot));
    enis.remove(eni);
  }

  /// The first ENI in a random order that nothing needs, or `null`.
  @Nullable StoredEni deletable(WarmTargets targets, long nowMillis) {
    for (StoredEni eni : inRandomOrder()) {
      boolean inUse =
          eni.isPrimary
              || nowMillis - eni.createdMillis < MIN_ENI_AGE_MILLIS
              || eni.assigned() > 0
              || eni.hasCooling(nowMillis, cooldownMillis);
      if (!inUse && !isNeeded(eni, targets)) {
        return eni;
      }
    }
    return null;
  }

  private boolean isNeeded(StoredEni eni, WarmTargets targets) {
    int freeElsewhere = total - assigned() - eni.free();
    int totalElsewhere = total - eni.slots.size();
    return (targets.warmIpTarget() != 0 && freeElsewhere < targets.warmIpTarget())
        || (targets.minimumIpTarget() != 0 && totalElsewhere < targets.minimumIpTarget());
  }

  void remove(StoredEni eni) {
    total -= eni.slots.size();
    enis.remove(eni);
  }
}
