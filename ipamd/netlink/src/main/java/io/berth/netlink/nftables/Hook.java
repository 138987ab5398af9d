package io.berth.netlink.nftables;

/// Where in a packet's way the kernel enters a chain.
///
/// @param type what the chain may do
/// @param point the moment
/// @param priority its place among the chains of that moment; lower comes first
public record Hook(Type type, Point point, int priority) {

  /// Priorities of the kernel's own work (`linux/netfilter_ipv4.h`), for standing before or behind.
  public static final int RAW = -300;

  /// Connection tracking is at -200.
  public static final int MANGLE = -150;

  /// Translation of destinations.
  public static final int DSTNAT = -100;

  public static final int FILTER = 0;

  /// Translation of sources.
  public static final int SRCNAT = 100;

  /// What a chain may do.
  public enum Type {
    /// Anything but translate addresses.
    FILTER("filter"),
    /// Translate addresses: sees the first packet of each connection only.
    NAT("nat");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /// As the kernel calls it.
    public String word() {
      return word;
    }
  }

  /// The moment, `enum nf_inet_hooks`.
  public enum Point {
    PREROUTING(0),
    INPUT(1),
    FORWARD(2),
    OUTPUT(3),
    POSTROUTING(4);

    private final int number;

    Point(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
