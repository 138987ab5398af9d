package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A VPC.
///
/// @param id its id
/// @param cidrs its IPv4 blocks, the first one made with it
/// @param defaultGroup the security group of ENIs that name none
/// @param ipv6 its IPv6 block, a /56; `null` when it has none
public record Vpc(VpcId id, List<Cidr> cidrs, SecurityGroupId defaultGroup, @Nullable Cidr ipv6) {

  public Vpc {
    cidrs = List.copyOf(cidrs);
  }
}
