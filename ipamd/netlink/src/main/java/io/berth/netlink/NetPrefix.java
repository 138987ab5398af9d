package io.berth.netlink;

/// An address with a prefix length. As the address of a link the host bits count (`10.0.0.5/24`);
/// as the destination of a route or the selector of a rule they must be zero, which [#network()]
/// gives.
///
/// @param address the address
/// @param length bits of the prefix, from 0 to the bits of the family
public record NetPrefix(NetAddress address, int length) {

  public NetPrefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException(
          "prefix length "
              + length
              + " of "
              + address
              + " is not within 0.."
              + address.family().bits());
    }
  }

  /// The prefix that holds this address only: /32 or /128.
  public static NetPrefix host(NetAddress address) {
    return new NetPrefix(address, address.family().bits());
  }

  /// `0.0.0.0/0` or `::/0`.
  public static NetPrefix any(NetAddress.Family family) {
    return new NetPrefix(new NetAddress(family, 0, 0), 0);
  }

  /// Reads `10.0.0.0/16` or `2001:db8::/64`; an address without a length is its host prefix.
  ///
  /// @throws IllegalArgumentException when the text is neither, with the text
  public static NetPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(NetAddress.parse(text));
    }
    String digits = text.substring(slash + 1);
    if (digits.isEmpty()
        || digits.length() > 3
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "not a prefix length: \"" + digits + "\" in \"" + text + "\"");
    }
    return new NetPrefix(NetAddress.parse(text.substring(0, slash)), Integer.parseInt(digits));
  }

  /// The address family.
  public NetAddress.Family family() {
    return address.family();
  }

  /// The same prefix with all host bits zero.
  public NetPrefix network() {
    return new NetPrefix(masked(address), length);
  }

  /// Whether the address lies in this prefix; never true across families.
  public boolean contains(NetAddress candidate) {
    return candidate.family() == family() && masked(candidate).equals(masked(address));
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }

  private NetAddress masked(NetAddress value) {
    return switch (value.family()) {
      case IPV4 ->
          new NetAddress(value.family(), 0, value.low() & mask(length + 32) & 0xffff_ffffL);
      case IPV6 ->
          new NetAddress(
              value.family(),
              value.high() & mask(Math.min(length, 64)),
              value.low() & mask(Math.max(length - 64, 0)));
    };
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }
}
