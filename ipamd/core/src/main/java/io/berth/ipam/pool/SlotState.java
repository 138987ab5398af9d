package io.berth.ipam.pool;

/// The state of one address slot. Every address the pool knows is in exactly one.
public enum SlotState {
  /// No address here. The slot can be filled again.
  VACANT,
  /// May be claimed.
  FREE,
  /// Belongs to one sandbox.
  LEASED,
  /// Released; nobody may have it before its deadline.
  COOLING,
  /// Held by the control loop, which is giving it back to EC2.
  RETIRING
}
