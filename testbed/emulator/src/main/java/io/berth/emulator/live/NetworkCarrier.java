package io.berth.emulator.live;

import io.berth.emulator.vpc.NetworkChange;

/// Carries the VPC's packets: makes namespaces and links as the model says. Called on one thread of
/// its own, in the order of the changes; may block.
@FunctionalInterface
public interface NetworkCarrier {

  /// Carries nothing: the API works, no packet flows.
  NetworkCarrier NONE = _ -> {};

  /// Makes the change real.
  ///
  /// @throws Exception when the kernel refuses; it is logged, and the model goes on
  void apply(NetworkChange change) throws Exception;
}
