package io.berth.netlink.nftables;

/// What can be known of a packet besides its bytes; `enum nft_meta_keys`.
public enum MetaKey {
  MARK(3),
  INPUT_NAME(6),
  OUTPUT_NAME(7),
  INPUT_GROUP(21),
  OUTPUT_GROUP(22);

  private final int number;

  MetaKey(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
