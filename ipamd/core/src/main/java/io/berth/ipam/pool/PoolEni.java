package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;

/// An ENI as the pool knows it: what its blocks share.
final class PoolEni {

  private final EniId id;
  private final int ordinal;
  private volatile boolean draining;

  /// @param ordinal ascending in the order in which ENIs were added
  PoolEni(EniId id, int ordinal) {
    this.id = id;
    this.ordinal = ordinal;
  }

  EniId id() {
    return id;
  }

  int ordinal() {
    return ordinal;
  }

  boolean drainingVolatile() {
    return draining;
  }

  void setDrainingVolatile(boolean value) {
    draining = value;
  }
}
