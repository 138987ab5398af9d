package io.berth.netlink;

import org.jspecify.annotations.Nullable;

/// An entry of the neighbour table: the hardware address behind an address on a link.
///
/// @param linkIndex the link
/// @param address the address
/// @param mac its hardware address, null while it is not known
/// @param state `NUD_…` of `linux/neighbour.h`
/// @param flags `NTF_…` of `linux/neighbour.h`
public record Neighbour(
    int linkIndex, NetAddress address, @Nullable MacAddress mac, int state, int flags) {
  /// An entry that never expires.
  public static final int PERMANENT = 0x80;

  /// An address that the host answers for (`NTF_PROXY`).
  public static final int PROXY = 0x08;

  /// An entry that never expires and is never asked for.
  public static Neighbour permanent(int linkIndex, NetAddress address, MacAddress mac) {
    return new Neighbour(linkIndex, address, mac, PERMANENT, 0);
  }

  @Override
  public String toString() {
    return address + " on link #" + linkIndex + (mac == null ? "" : " at " + mac);
  }
}
