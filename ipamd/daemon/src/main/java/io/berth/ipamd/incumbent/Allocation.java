package io.berth.ipamd.incumbent;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.PodName;
import org.jspecify.annotations.Nullable;

/// One entry of `ipam.json`: the address of one attachment.
///
/// @param network the network list's name, or `_migrated-from-cri` in entries that its releases up
///   to 1.7 made without knowing it
/// @param containerId the sandbox's id
/// @param interfaceName the interface in the sandbox, or `unknown` beside `_migrated-from-cri`
/// @param ipv4 `null` when the entry has none
/// @param ipv6 `null` when the entry has none
/// @param pod either part may be empty
/// @param interfaces how many interfaces the pod has; 0 when its release did not count them
/// @param allocatedAtNanos wall clock, nanoseconds since 1970; 0 when it is not known
record Allocation(
    String network,
    String containerId,
    String interfaceName,
    @Nullable IpAddress ipv4,
    @Nullable IpAddress ipv6,
    PodName pod,
    int interfaces,
    long allocatedAtNanos) {

  /// The network of entries whose release did not know it. No network list can have the name,
  /// because none may begin with an underscore (CNI specification, section 2).
  static final String UNKNOWN_NETWORK = "_migrated-from-cri";

  /// The interface of such entries.
  static final String UNKNOWN_INTERFACE = "unknown";
}
