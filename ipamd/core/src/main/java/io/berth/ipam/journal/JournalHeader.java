package io.berth.ipam.journal;

/// What a journal says about itself before its first event.
///
/// @param bootId the kernel's boot id (`/proc/sys/kernel/random/boot_id`); pods do not survive a
///   boot, so what another boot wrote does not hold
/// @param instanceId the instance that wrote it; empty when it was not known yet. It tells an image
///   baked from a live node from the node
public record JournalHeader(String bootId, String instanceId) {}
