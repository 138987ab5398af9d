package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;

/// What one ENI has of one [AddressKind]. A portion is what fills one slot of the ENI's limit: a
/// single address, or a prefix of sixteen.
///
/// @param portions held now, also those being given back
/// @param free addresses that may be leased
/// @param leased addresses that pods have
/// @param cooling released addresses that are not yet usable
/// @param retiring addresses being given back, or kept from new pods because the ENI is drained
/// @param wholeFree portions of which every address is free; for single addresses the same as
///   `free`
/// @param assigning portions asked for in calls that have not ended, or on a link that does not
///   stand yet
public record KindCounts(
    int portions, int free, int leased, int cooling, int retiring, int wholeFree, int assigning) {

  /// Nothing of a kind.
  public static final KindCounts NONE = new KindCounts(0, 0, 0, 0, 0, 0, 0);

  /// @throws IllegalArgumentException for a negative number
  public KindCounts {
    if (portions < 0
        || free < 0
        || leased < 0
        || cooling < 0
        || retiring < 0
        || wholeFree < 0
        || assigning < 0) {
      throw new IllegalArgumentException(
          "negative number in the counts of an ENI: portions "
              + portions
              + ", free "
              + free
              + ", leased "
              + leased
              + ", cooling "
              + cooling
              + ", retiring "
              + retiring
              + ", wholly free portions "
              + wholeFree
              + ", assigning "
              + assigning);
    }
  }

  /// The counts of single addresses, each of which is a portion.
  public static KindCounts ofSingles(
      int free, int leased, int cooling, int retiring, int assigning) {
    return new KindCounts(
        free + leased + cooling + retiring, free, leased, cooling, retiring, free, assigning);
  }

  /// Slots taken, also by calls in flight.
  int slotsTaken() {
    return portions + assigning;
  }

  /// Slots that stay taken once what is being given back has gone.
  int slotsKept(AddressKind kind) {
    return Math.max(portions - retiring / kind.addresses(), 0) + assigning;
  }

  boolean carriesPods() {
    return leased > 0 || cooling > 0;
  }
}
