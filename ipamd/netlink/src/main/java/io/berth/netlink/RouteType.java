package io.berth.netlink;

/// What a route does with a packet, `RTN_…` of `linux/rtnetlink.h`.
///
/// @param number 0 to 255
public record RouteType(int number) {
  /// Any type; used as a wildcard when deleting routes.
  public static final RouteType UNSPECIFIED = new RouteType(0);

  /// Sends it on.
  public static final RouteType UNICAST = new RouteType(1);

  /// Delivers it on this host.
  public static final RouteType LOCAL = new RouteType(2);

  /// Drops it without a word.
  public static final RouteType BLACKHOLE = new RouteType(6);

  /// Drops it and answers "host unreachable".
  public static final RouteType UNREACHABLE = new RouteType(7);

  /// Drops it and answers "administratively prohibited".
  public static final RouteType PROHIBIT = new RouteType(8);

  /// Ends the lookup in this table; the next rule decides.
  public static final RouteType THROW = new RouteType(9);

  public RouteType {
    if (number < 0 || number > 255) {
      throw new IllegalArgumentException("a route type is 0 to 255, not " + number);
    }
  }

  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "unspecified";
      case 1 -> "unicast";
      case 2 -> "local";
      case 6 -> "blackhole";
      case 7 -> "unreachable";
      case 8 -> "prohibit";
      case 9 -> "throw";
      default -> "type " + number;
    };
  }
}
