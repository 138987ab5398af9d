package io.berth.ipam.pool;

/// The state in which addresses enter the pool.
public sealed interface InitialState {

  /// Fresh from EC2: may be claimed at once.
  record Free() implements InitialState {}

  /// Of unknown history, such as addresses that EC2 says we hold and no lease explains.
  ///
  /// @param untilMillis end of cooling on the boot clock
  record Cooling(long untilMillis) implements InitialState {}
}
