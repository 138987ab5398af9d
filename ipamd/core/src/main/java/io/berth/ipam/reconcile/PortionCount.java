package io.berth.ipam.reconcile;

import io.berth.ipam.model.AddressKind;

/// How many portions of each kind. Owned by the control thread.
final class PortionCount {

  private int singles;
  private int prefixes;

  int of(AddressKind kind) {
    return kind == AddressKind.SINGLE ? singles : prefixes;
  }

  /// Addresses and prefixes together: slots of an ENI.
  int total() {
    return singles + prefixes;
  }

  void add(AddressKind kind, int count) {
    if (kind == AddressKind.SINGLE) {
      singles += count;
    } else {
      prefixes += count;
    }
  }

  void subtract(PortionCount those) {
    singles -= those.singles;
    prefixes -= those.prefixes;
  }

  void clear() {
    singles = 0;
    prefixes = 0;
  }
}
