package io.berth.ipam.journal;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;

/// One fact worth remembering.
public sealed interface JournalEvent {

  /// An address was leased; durable before the ADD is answered.
  record Leased(Lease lease) implements JournalEvent {}

  /// A lease has ended. The address stays unusable until [Clean], or for a full cooling period
  /// counted from the replay.
  record Released(LeaseKey key, IpAddress address) implements JournalEvent {}

  /// Nothing of a released address is left in the kernel.
  ///
  /// @param coolUntilBootMillis end of its cooling, milliseconds of the boot clock
  record Clean(IpAddress address, long coolUntilBootMillis) implements JournalEvent {}

  /// Who the node is, as last learnt.
  record Identified(NodeIdentity identity) implements JournalEvent {}

  /// What the instance's type allows, as EC2 said; only for a type that the bundled table lacks.
  record LimitsKnown(InstanceLimits limits) implements JournalEvent {}

  /// An ENI and its addresses, as last learnt; replaces what was known of it.
  record EniKnown(Eni eni) implements JournalEvent {}

  /// An ENI is no longer attached.
  record EniGone(EniId eni) implements JournalEvent {}

  /// A client token that may have created an ENI; written before the call.
  record TokenUsed(String clientToken) implements JournalEvent {}

  /// Records before this one may be missing, because the file they were in was damaged; until
  /// [Recovered].
  record Damaged() implements JournalEvent {}

  /// What a damaged journal may have lacked was looked for in the kernel, and is in it again.
  ///
  /// @param doubtUntilBootMillis until when addresses without a record may not be leased,
  ///   milliseconds of the boot clock: they may be cooling
  record Recovered(long doubtUntilBootMillis) implements JournalEvent {}
}
