package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;

/// How many addresses of one ENI are in each state.
///
/// @param eni the ENI
/// @param singles its single addresses
/// @param prefixes the addresses of its prefixes
/// @param draining whether the ENI is being emptied
public record EniCounts(
    EniId eni, AddressCounts singles, AddressCounts prefixes, boolean draining) {

  /// An ENI of which the pool has no address.
  public static EniCounts none(EniId eni) {
    return new EniCounts(eni, AddressCounts.NONE, AddressCounts.NONE, false);
  }

  public int free() {
    return singles.free() + prefixes.free();
  }

  public int leased() {
    return singles.leased() + prefixes.leased();
  }

  public int cooling() {
    return singles.cooling() + prefixes.cooling();
  }

  public int retiring() {
    return singles.retiring() + prefixes.retiring();
  }

  public int lost() {
    return singles.lost() + prefixes.lost();
  }

  /// All addresses of the ENI.
  public int total() {
    return singles.total() + prefixes.total();
  }
}
