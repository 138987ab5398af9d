package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.VpcId;
import java.util.List;

/// A VPC.
///
/// @param id its id
/// @param cidrs its IPv4 blocks, the first one made with it
/// @param defaultGroup the security group of ENIs that name none
public record Vpc(VpcId id, List<Cidr> cidrs, SecurityGroupId defaultGroup) {

  public Vpc {
    cidrs = List.copyOf(cidrs);
  }
}
