package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import org.jspecify.annotations.Nullable;

/// A subnet.
///
/// @param id its id
/// @param vpc its VPC
/// @param cidr its block, /16 to /28
/// @param zone its availability zone, for example `us-east-1a`
/// @param ipv6 its IPv6 block, a /64; `null` when it has none
public record Subnet(SubnetId id, VpcId vpc, Cidr cidr, String zone, @Nullable Cidr ipv6) {}
