package io.berth.emulator.vpc;

import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;

/// An instance.
///
/// @param id its id
/// @param number counts instances up from 1, in the order of their launch
/// @param limits its type and what that allows
/// @param subnet of the primary ENI
/// @param vpc the subnet's VPC
/// @param zone the subnet's availability zone
/// @param groups security groups at launch
/// @param launchedAtMillis when it was launched, milliseconds of the model's clock
/// @param running false once terminated; it stays listed, as in EC2
public record Instance(
    InstanceId id,
    int number,
    InstanceLimits limits,
    SubnetId subnet,
    VpcId vpc,
    String zone,
    List<SecurityGroupId> groups,
    long launchedAtMillis,
    boolean running) {

  public Instance {
    groups = List.copyOf(groups);
  }

  Instance terminated() {
    return new Instance(id, number, limits, subnet, vpc, zone, groups, launchedAtMillis, false);
  }
}
