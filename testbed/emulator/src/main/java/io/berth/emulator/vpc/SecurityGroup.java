package io.berth.emulator.vpc;

import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.VpcId;

/// A security group. The testbed enforces none of its rules: it only has an identity.
///
/// @param id its id
/// @param vpc its VPC
/// @param name unique in the VPC
/// @param description for people
public record SecurityGroup(SecurityGroupId id, VpcId vpc, String name, String description) {}
