package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.TreeMap;

/// The pool as plain maps: what the lock-free one must agree with when one thread uses it.
final class PoolModel {

  /// One address.
  static final class Entry {
    final EniId eni;
    SlotState state;
    boolean lost;
    long coolUntilMillis;
    long handle = AddressPool.NONE;

    Entry(EniId eni, SlotState state, long coolUntilMillis) {
      this.eni = eni;
      this.state = state;
      this.coolUntilMillis = coolUntilMillis;
    }
  }

  final TreeMap<IpAddress, Entry> entries = new TreeMap<>();

  long count(SlotState state) {
    return entries.values().stream().filter(entry -> entry.state == state).count();
  }

  long nextDeadlineMillis() {
    return entries.values().stream()
        .filter(entry -> entry.state == SlotState.COOLING)
        .mapToLong(entry -> entry.coolUntilMillis)
        .min()
        .orElse(AddressPool.NEVER);
  }

  /// What [AddressPool#ripen(long)] should do when no ENI drains; returns how many become free.
  int ripen(long nowMillis) {
    int freed = 0;
    for (Entry entry : entries.values()) {
      if (entry.state == SlotState.COOLING && entry.coolUntilMillis <= nowMillis) {
        entry.state = entry.lost ? SlotState.VACANT : SlotState.FREE;
        entry.coolUntilMillis = 0;
        freed += entry.lost ? 0 : 1;
      }
    }
    entries.values().removeIf(entry -> entry.state == SlotState.VACANT);
    return freed;
  }
}
