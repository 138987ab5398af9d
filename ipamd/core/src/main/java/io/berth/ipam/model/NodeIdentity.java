package io.berth.ipam.model;

import java.util.List;

/// Who this node is, as the metadata service says and the journal remembers.
///
/// @param instance the instance's id
/// @param instanceType for example `m5.large`
/// @param region for example `eu-central-1`
/// @param availabilityZone for example `eu-central-1a`
/// @param vpc the VPC of the primary ENI
/// @param vpcCidrs all IPv4 blocks of that VPC
/// @param primaryEni the ENI at device 0
/// @param primaryMac its MAC address
/// @param primaryAddress its primary address, the node's own
/// @param securityGroups of the primary ENI; new ENIs get the same
/// @param subnet of the primary ENI
public record NodeIdentity(
    InstanceId instance,
    String instanceType,
    String region,
    String availabilityZone,
    VpcId vpc,
    List<Cidr> vpcCidrs,
    EniId primaryEni,
    MacAddress primaryMac,
    IpAddress primaryAddress,
    List<SecurityGroupId> securityGroups,
    SubnetId subnet) {

  public NodeIdentity {
    vpcCidrs = List.copyOf(vpcCidrs);
    securityGroups = List.copyOf(securityGroups);
  }
}
