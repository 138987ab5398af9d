package io.berth.ipamd.imds;

import io.berth.ipam.model.NodeIdentity;

/// What became of asking who the node is.
public sealed interface IdentityReading {

  /// All of it is known.
  record Known(NodeIdentity identity) implements IdentityReading {}

  /// At least one part is not known.
  ///
  /// @param sentence names the path that failed, and why
  record Unknown(String sentence) implements IdentityReading {}
}
