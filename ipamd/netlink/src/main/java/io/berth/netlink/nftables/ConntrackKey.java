package io.berth.netlink.nftables;

/// What can be known of a packet's connection; `enum nft_ct_keys`.
public enum ConntrackKey {
  /// Its state, bits: [#STATE_NEW] and others.
  STATE(0),
  /// 1 byte: 0 for the direction of the first packet, 1 for replies.
  DIRECTION(1),
  /// What was done to it, bits: [#STATUS_DNAT] and others.
  STATUS(2),
  MARK(3),
  /// The IPv4 destination of its first packet, before any translation; needs kernel 4.18.
  ORIGINAL_DESTINATION(20);

  /// Nothing has answered it yet: `NF_CT_STATE_BIT(IP_CT_NEW)`.
  public static final int STATE_NEW = 8;

  /// Its destination was translated: `IPS_DST_NAT`.
  public static final int STATUS_DNAT = 32;

  private final int number;

  ConntrackKey(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
