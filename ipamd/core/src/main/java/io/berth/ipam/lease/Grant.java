package io.berth.ipam.lease;

/// The answer to a request that waited.
public sealed interface Grant {

  /// An address, claimed for the request.
  ///
  /// @param handle of the pool
  record Granted(long handle) implements Grant {}

  /// None, and why.
  record Refused(LeaseFailure failure) implements Grant {}
}
