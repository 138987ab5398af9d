package io.berth.ipam.pool;

/// How many addresses of one ENI and kind are in each state.
///
/// @param portions what they fill of the ENI's limit: single addresses, or prefixes
/// @param wholeFree portions all of whose addresses may be claimed
/// @param free may be claimed
/// @param leased belong to sandboxes, lost ones included
/// @param cooling released, not yet usable
/// @param retiring being given back to EC2
/// @param lost of the leased and cooling ones, those that EC2 no longer has
public record AddressCounts(
    int portions, int wholeFree, int free, int leased, int cooling, int retiring, int lost) {

  /// No address at all.
  public static final AddressCounts NONE = new AddressCounts(0, 0, 0, 0, 0, 0, 0);

  /// All addresses, whatever their state.
  public int total() {
    return free + leased + cooling + retiring;
  }
}
