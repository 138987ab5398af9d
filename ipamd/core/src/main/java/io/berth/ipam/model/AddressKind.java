package io.berth.ipam.model;

/// In which portions EC2 gives addresses to an ENI. Either portion fills one slot of the ENI's
/// limit.
///
/// Source: EC2 user guide, "Assign prefixes to network interfaces".
public enum AddressKind {
  /// One secondary address.
  SINGLE(1),
  /// A /28, "prefix delegation"; only on Nitro and bare metal.
  PREFIX(16);

  private final int addresses;

  AddressKind(int addresses) {
    this.addresses = addresses;
  }

  /// How many pods one portion serves.
  public int addresses() {
    return addresses;
  }
}
