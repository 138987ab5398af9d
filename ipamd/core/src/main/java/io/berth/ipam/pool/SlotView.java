package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;

/// One address as a scan found it, for pages that people read.
///
/// @param eni the ENI that carries it
/// @param address the address
/// @param state never [SlotState#VACANT]
/// @param lost whether EC2 no longer has the address
/// @param coolUntilMillis end of its cooling on the boot clock; 0 unless it cools
public record SlotView(
    EniId eni, IpAddress address, SlotState state, boolean lost, long coolUntilMillis) {}
