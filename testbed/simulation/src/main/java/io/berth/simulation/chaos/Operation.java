package io.berth.simulation.chaos;

/// What the daemon is doing when it is killed.
public enum Operation {
  /// An ADD that found an address.
  ADD,
  /// An ADD that waited for one.
  WAITER_GRANT,
  DEL,
  CHECK,
  /// The deletions of a GC, and its answer.
  GC,
  /// The undoing of an ADD whose answer could not be delivered.
  UNDO,
  /// A DEL from the spool.
  SPOOL_REPLAY,
  EC2_CREATE,
  EC2_ATTACH,
  EC2_ASSIGN,
  EC2_UNASSIGN,
  EC2_DETACH,
  EC2_DELETE,
  /// What a start does before it serves, and writes down just after.
  RECOVERY
}
