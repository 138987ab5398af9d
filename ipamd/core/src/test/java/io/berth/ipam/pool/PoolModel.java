package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  final Set<EniId> draining = new HashSet<>();

  /// An address that arrives; `false` when it is known already.
  boolean add(EniId eni, IpAddress address, InitialState initial) {
    if (entries.containsKey(address)) {
      return false;
    }
    boolean cools = draining.contains(eni) || initial instanceof InitialState.Cooling;
    long until = initial instanceof InitialState.Cooling(long millis) ? millis : 0;
    entries.put(
        address, new Entry(eni, cools ? SlotState.COOLING : SlotState.FREE, cools ? until : 0));
    return true;
  }

  List<Entry> of(EniId eni) {
    return entries.values().stream().filter(entry -> entry.eni.equals(eni)).toList();
  }

  void drain(EniId eni) {
    draining.add(eni);
    move(of(eni), SlotState.FREE, SlotState.RETIRING);
  }

  void undrain(EniId eni) {
    draining.remove(eni);
    move(of(eni), SlotState.RETIRING, SlotState.FREE);
  }

  void move(List<Entry> some, SlotState from, SlotState to) {
    some.stream().filter(entry -> entry.state == from).forEach(entry -> entry.state = to);
  }

  void forget(EniId eni) {
    draining.remove(eni);
  }

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

  /// What [AddressPool#ripen(long)] should do; returns how many become free.
  int ripen(long nowMillis) {
    int freed = 0;
    for (Entry entry : entries.values()) {
      if (entry.state == SlotState.COOLING && entry.coolUntilMillis <= nowMillis) {
        SlotState next = draining.contains(entry.eni) ? SlotState.RETIRING : SlotState.FREE;
        entry.state = entry.lost ? SlotState.VACANT : next;
        entry.coolUntilMillis = 0;
        freed += entry.state == SlotState.FREE ? 1 : 0;
      }
    }
    entries.values().removeIf(entry -> entry.state == SlotState.VACANT);
    return freed;
  }
}
