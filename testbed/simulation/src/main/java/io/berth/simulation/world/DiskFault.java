package io.berth.simulation.world;

/// What can go wrong with a [SimulatedStorage]. Each is counted when it has really changed
/// something, not when it was only allowed to.
public enum DiskFault {

  /// A crash loses what was written and not synced. While on.
  LOST_WRITE,

  /// A crash keeps an arbitrary beginning of what was written and not synced, down to the byte.
  /// While on.
  TORN_WRITE,

  /// A crash loses changes of names (files made, renamed, deleted) in a folder that was not synced
  /// since, from the last one backwards. While on.
  LOST_RENAME,

  /// The disk is full: a write leaves a part of its bytes and fails, no file can be made. While on.
  FULL,

  /// Nothing can be changed; reading works. While on.
  READ_ONLY,

  /// A sync fails, and the system drops what it could not write: until the process ends, a later
  /// sync of the same file succeeds without making it durable, as Linux does it. While on.
  FAILED_SYNC,

  /// A sync takes [SimulatedStorage#SLOW_SYNC_MILLIS]. While on.
  SLOW_SYNC,

  /// One operation fails; see [SimulatedStorage#failAt].
  FAILED_OPERATION,

  /// The process is killed within one operation; see [SimulatedStorage#killAt].
  KILLED_IN_OPERATION,

  /// A bit at rest has turned; see [SimulatedStorage#flipBit].
  FLIPPED_BIT
}
