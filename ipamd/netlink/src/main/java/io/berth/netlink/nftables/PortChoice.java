package io.berth.netlink.nftables;

/// Which source port a translated connection gets; `NF_NAT_RANGE_…` of `linux/netfilter/nf_nat.h`.
public enum PortChoice {
  /// Its own where that is free.
  KEEP(0),
  /// One derived from a hash of the connection.
  RANDOM(4),
  /// Any.
  FULLY_RANDOM(16);

  private final int flags;

  PortChoice(int flags) {
    this.flags = flags;
  }

  public int flags() {
    return flags;
  }
}
