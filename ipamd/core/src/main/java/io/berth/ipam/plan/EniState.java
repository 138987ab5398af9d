package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import org.jspecify.annotations.Nullable;

/// What the planner needs to know of one attached ENI that Berth manages.
///
/// @param id the ENI
/// @param deviceIndex 0 for the primary ENI, which is never removed
/// @param singles its single addresses
/// @param prefixes its prefixes
/// @param ageMillis time since it was attached
/// @param draining takes no new pods, on request or because its subnet was excluded: it does not
///   grow, what it has free counts for nothing and is given back, and it goes when it is empty
/// @param removable `false` for an ENI that serves more than pods' addresses, as EFA, trunk and
///   requester-managed ones do: it is never removed
/// @param busy an action other than assigning is in flight, or EC2 has to be asked about the ENI:
///   nothing is begun on it, its room is expected back soon
/// @param singlesHold not `null` while it can be given no single address
/// @param prefixesHold not `null` while it can be given no prefix
public record EniState(
    EniId id,
    int deviceIndex,
    KindCounts singles,
    KindCounts prefixes,
    long ageMillis,
    boolean draining,
    boolean removable,
    boolean busy,
    @Nullable Hold singlesHold,
    @Nullable Hold prefixesHold) {

  /// @throws IllegalArgumentException for a negative number
  public EniState {
    if (deviceIndex < 0 || ageMillis < 0) {
      throw new IllegalArgumentException(
          "negative number in the state of "
              + id
              + ": device "
              + deviceIndex
              + ", age "
              + ageMillis
              + " ms");
    }
  }

  public boolean isPrimary() {
    return deviceIndex == 0;
  }

  /// What it has of a kind.
  public KindCounts counts(AddressKind kind) {
    return switch (kind) {
      case SINGLE -> singles;
      case PREFIX -> prefixes;
    };
  }

  @Nullable Hold hold(AddressKind kind) {
    return switch (kind) {
      case SINGLE -> singlesHold;
      case PREFIX -> prefixesHold;
    };
  }

  /// Slots taken on the ENI, also by calls in flight; its primary address is not among them.
  public int slotsTaken() {
    return singles.slotsTaken() + prefixes.slotsTaken();
  }

  /// Slots that a call for pods' addresses may fill, now or when the action in flight has ended. A
  /// draining ENI has none, and so has one on its way out: all its addresses are retiring.
  int roomSoon(int slotsPerEni) {
    if (draining) {
      return 0;
    }
    if (!busy) {
      return Math.max(slotsPerEni - slotsTaken(), 0);
    }
    int kept = singles.slotsKept(AddressKind.SINGLE) + prefixes.slotsKept(AddressKind.PREFIX);
    return kept == 0 ? 0 : Math.max(slotsPerEni - kept, 0);
  }

  /// Addresses that may be leased.
  int free() {
    return singles.free() + prefixes.free();
  }

  /// Addresses that pods have or had a moment ago.
  int leasedOrCooling() {
    return singles.leased() + singles.cooling() + prefixes.leased() + prefixes.cooling();
  }

  boolean isAssigning() {
    return singles.assigning() + prefixes.assigning() > 0;
  }

  boolean isRetiring() {
    return singles.retiring() + prefixes.retiring() > 0;
  }

  /// Whether it may be detached as far as it is concerned; whether its addresses are needed is not
  /// asked. What retires without a call in flight was kept from new pods by draining.
  boolean canGo() {
    return !isPrimary()
        && removable
        && !busy
        && !isAssigning()
        && (draining || !isRetiring())
        && leasedOrCooling() == 0
        && ageMillis >= Planner.MIN_ENI_AGE_MILLIS;
  }
}
