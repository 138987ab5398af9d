package io.berth.ipam.reconcile;

import io.berth.ipam.model.SubnetId;
import java.util.OptionalInt;

/// What is known of the space in a subnet where the node may create ENIs. EC2 counts free addresses
/// but not the aligned blocks among them: that there are none is known from its last refusal.
///
/// @param subnet the subnet
/// @param freeAddresses EC2's count when the subnets were last looked at, reserved ones included;
///   empty while they were not
/// @param reservedForPrefixes addresses in CIDR reservations of type `prefix`; asked for only where
///   addresses come in prefixes
/// @param reservedByName addresses in reservations of type `explicit`, which EC2 gives to nobody
///   who does not name them
/// @param fragmented whether EC2 said a while ago that no aligned /28 is free
public record SubnetSpace(
    SubnetId subnet,
    OptionalInt freeAddresses,
    long reservedForPrefixes,
    long reservedByName,
    boolean fragmented) {}
