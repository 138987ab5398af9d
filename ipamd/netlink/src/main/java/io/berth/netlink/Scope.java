package io.berth.netlink;

/// How far an address or a route reaches, `RT_SCOPE_…` of `linux/rtnetlink.h`.
///
/// @param number 0 to 255
public record Scope(int number) {
  /// Everywhere.
  public static final Scope GLOBAL = new Scope(0);

  /// On the attached link only.
  public static final Scope LINK = new Scope(253);

  /// On this host only.
  public static final Scope HOST = new Scope(254);

  /// Nowhere; used as a wildcard when deleting routes.
  public static final Scope NOWHERE = new Scope(255);

  public Scope {
    if (number < 0 || number > 255) {
      throw new IllegalArgumentException("a scope is 0 to 255, not " + number);
    }
  }

  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "global";
      case 253 -> "link";
      case 254 -> "host";
      case 255 -> "nowhere";
      default -> Integer.toString(number);
    };
  }
}
