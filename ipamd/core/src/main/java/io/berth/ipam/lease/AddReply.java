package io.berth.ipam.lease;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.MacAddress;

/// What became of an ADD.
public sealed interface AddReply {

  /// The pod has its address; the lease is durable and the link stands.
  record Added(Lease lease, IpAddress gateway, MacAddress hostMac, MacAddress podMac, int mtu)
      implements AddReply {}

  /// The pod has nothing, and nothing was kept for it.
  record Refused(LeaseFailure failure) implements AddReply {}
}
