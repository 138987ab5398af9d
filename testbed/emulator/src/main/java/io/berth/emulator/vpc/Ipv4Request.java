package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The IPv4 addresses that a Create or Assign call asks for. At most one of the four ways
/// (addresses, count, prefixes, prefix count) may be used; the primary address of a Create is
/// beside them.
///
/// @param primary the wanted primary address, Create only; `null` lets the subnet choose
/// @param addresses wanted secondary addresses
/// @param count how many secondary addresses the subnet shall choose; not negative
/// @param prefixes wanted /28 blocks
/// @param prefixCount how many /28 blocks the subnet shall choose; not negative
public record Ipv4Request(
    @Nullable IpAddress primary,
    List<IpAddress> addresses,
    int count,
    List<Cidr> prefixes,
    int prefixCount) {

  public static final Ipv4Request NONE = new Ipv4Request(null, List.of(), 0, List.of(), 0);

  /// @throws IllegalArgumentException for a negative count
  public Ipv4Request {
    addresses = List.copyOf(addresses);
    prefixes = List.copyOf(prefixes);
    if (count < 0 || prefixCount < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative: " + count + " addresses, " + prefixCount + " prefixes");
    }
  }

  public static Ipv4Request count(int count) {
    return new Ipv4Request(null, List.of(), count, List.of(), 0);
  }

  public static Ipv4Request prefixCount(int count) {
    return new Ipv4Request(null, List.of(), 0, List.of(), count);
  }

  public static Ipv4Request addresses(List<IpAddress> addresses) {
    return new Ipv4Request(null, addresses, 0, List.of(), 0);
  }

  public static Ipv4Request prefixes(List<Cidr> prefixes) {
    return new Ipv4Request(null, List.of(), 0, prefixes, 0);
  }

  /// How many of the four ways are in use.
  int ways() {
    return (addresses.isEmpty() ? 0 : 1)
        + (count > 0 ? 1 : 0)
        + (prefixes.isEmpty() ? 0 : 1)
        + (prefixCount > 0 ? 1 : 0);
  }

  boolean wantsPrefixes() {
    return !prefixes.isEmpty() || prefixCount > 0;
  }

  /// Slots that the request takes, the primary address not counted.
  int slots() {
    return addresses.size() + count + prefixes.size() + prefixCount;
  }
}
