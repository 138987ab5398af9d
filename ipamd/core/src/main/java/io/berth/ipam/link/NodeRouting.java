package io.berth.ipam.link;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import java.util.List;

/// What routing needs to know of the node besides its ENIs.
///
/// @param policy the settings
/// @param primaryMac MAC address of the primary ENI, by which its link is found
/// @param primaryAddress the node's own address, the source of what leaves the VPC
/// @param vpcCidrs the VPC's IPv4 blocks, inside which sources are not translated
public record NodeRouting(
    PolicyRouting policy, MacAddress primaryMac, IpAddress primaryAddress, List<Cidr> vpcCidrs) {

  public NodeRouting {
    vpcCidrs = List.copyOf(vpcCidrs);
  }

  public static NodeRouting of(PolicyRouting policy, NodeIdentity node) {
    return new NodeRouting(policy, node.primaryMac(), node.primaryAddress(), node.vpcCidrs());
  }
}
