package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;

/// How many addresses of one ENI are in each state.
///
/// @param eni the ENI
/// @param free may be claimed
/// @param leased belong to sandboxes, lost ones included
/// @param cooling released, not yet usable
/// @param retiring being given back to EC2
/// @param lost of the leased and cooling ones, those that EC2 no longer has
/// @param draining whether the ENI is being emptied
public record EniCounts(
    EniId eni, int free, int leased, int cooling, int retiring, int lost, boolean draining) {

  /// All addresses of the ENI.
  public int total() {
    return free + leased + cooling + retiring;
  }
}
