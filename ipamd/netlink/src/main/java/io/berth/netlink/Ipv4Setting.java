package io.berth.netlink;

/// One value of a link's IPv4 configuration, what `/proc/sys/net/ipv4/conf/<link>/` shows as a
/// file, set by netlink instead (`IFLA_AF_SPEC`, `AF_INET`, `IFLA_INET_CONF`).
///
/// @param index the number of the setting, `IPV4_DEVCONF_…` of `linux/ip.h`; the constants here are
///   the usual ones
/// @param value the value
public record Ipv4Setting(int index, int value) {
  /// `forwarding`.
  public static final int FORWARDING = 1;

  /// `proxy_arp`.
  public static final int PROXY_ARP = 3;

  /// `rp_filter`: 0 off, 1 strict, 2 loose; the effective value is the larger of the link's and
  /// `all`'s.
  public static final int RP_FILTER = 8;

  /// `arp_announce`.
  public static final int ARP_ANNOUNCE = 18;

  /// `arp_ignore`.
  public static final int ARP_IGNORE = 19;

  /// `accept_local`.
  public static final int ACCEPT_LOCAL = 23;

  /// `src_valid_mark`.
  public static final int SRC_VALID_MARK = 24;

  /// `route_localnet`.
  public static final int ROUTE_LOCALNET = 26;

  /// The highest number accepted; far above the kernel's last, a bound against garbage.
  static final int MAX_INDEX = 255;

  public Ipv4Setting {
    if (index < 1 || index > MAX_INDEX) {
      throw new IllegalArgumentException(
          "an IPv4 setting has a number in 1.." + MAX_INDEX + ", not " + index);
    }
  }
}
