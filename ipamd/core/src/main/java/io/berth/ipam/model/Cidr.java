package io.berth.ipam.model;

/// A block of addresses: a network address whose host bits are zero, and a prefix length.
///
/// @param network the first address of the block
/// @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
public record Cidr(IpAddress network, int prefixLength) implements Comparable<Cidr> {

  /// @throws IllegalArgumentException when the length is out of range or host bits are set
  public Cidr {
    if (prefixLength < 0 || prefixLength > network.widthBits()) {
      throw new IllegalArgumentException(
          "prefix length of "
              + network
              + " must be 0 to "
              + network.widthBits()
              + ", not "
              + prefixLength);
    }
    if (!mask(network, prefixLength).equals(network)) {
      throw new IllegalArgumentException(
          network
              + "/"
              + prefixLength
              + " has host bits set; the block is "
              + mask(network, prefixLength)
              + "/"
              + prefixLength);
    }
  }

  /// Reads `address/length`.
  ///
  /// @throws IllegalArgumentException naming the text
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a CIDR (address/length): '" + text + "'");
    }
    int length;
    try {
      length = Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a CIDR (address/length): '" + text + "'", e);
    }
    return new Cidr(IpAddress.parse(text.substring(0, slash)), length);
  }

  /// The block of this length that holds the address.
  public static Cidr containing(IpAddress address, int prefixLength) {
    return new Cidr(mask(address, prefixLength), prefixLength);
  }

  public boolean contains(IpAddress address) {
    return address.isIpv4() == network.isIpv4() && mask(address, prefixLength).equals(network);
  }

  public boolean contains(Cidr other) {
    return other.prefixLength >= prefixLength && contains(other.network);
  }

  /// How many addresses the block has, at most [Long#MAX_VALUE].
  public long size() {
    int hostBits = network.widthBits() - prefixLength;
    return hostBits >= 63 ? Long.MAX_VALUE : 1L << hostBits;
  }

  /// The address at this offset from the network address.
  public IpAddress address(long offset) {
    return network.plus(offset);
  }

  @Override
  public int compareTo(Cidr other) {
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(prefixLength, other.prefixLength);
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }

  private static IpAddress mask(IpAddress address, int prefixLength) {
    if (address.isIpv4()) {
      int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
      return IpAddress.ofIpv4(address.ipv4Bits() & mask);
    }
    long high = prefixLength >= 64 ? -1L : prefixLength == 0 ? 0 : -1L << (64 - prefixLength);
    long low = prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    return new IpAddress(address.high() & high, address.low() & low);
  }
}
