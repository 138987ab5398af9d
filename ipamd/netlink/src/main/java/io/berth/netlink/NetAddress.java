package io.berth.netlink;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address as a plain value. Unlike `java.net.InetAddress` it never resolves a name
/// and holds no host name, so it cannot block and two equal addresses are always equal.
///
/// The bits are right-aligned: an IPv4 address lies in the lowest 32 bits of `low`, and `high` is
/// zero.
///
/// @param family the address family
/// @param high the upper 64 bits of an IPv6 address, zero for IPv4
/// @param low the lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address
public record NetAddress(Family family, long high, long low) implements Comparable<NetAddress> {

  /// The address families of rtnetlink that this library speaks.
  public enum Family {
    /// IPv4, `AF_INET`.
    IPV4(2, 4),
    /// IPv6, `AF_INET6`.
    IPV6(10, 16);

    private final int number;
    private final int bytes;

    Family(int number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    /// The number of the family in the kernel's interface (`AF_INET` or `AF_INET6`).
    public int number() {
      return number;
    }

    /// The length of an address in bytes.
    public int bytes() {
      return bytes;
    }

    /// The length of an address in bits.
    public int bits() {
      return bytes * 8;
    }

    static @Nullable Family ofNumber(int number) {
      return switch (number) {
        case 2 -> IPV4;
        case 10 -> IPV6;
        default -> null;
      };
    }
  }

  private static final long IPV4_MASK = 0xffff_ffffL;

  public NetAddress {
    if (family == Family.IPV4 && (high != 0 || (low & ~IPV4_MASK) != 0)) {
      throw new IllegalArgumentException(
          "an IPv4 address has 32 bits, not " + Long.toHexString(low));
    }
  }

  /// The IPv4 address with these 32 bits, the first octet in the highest.
  public static NetAddress ofIpv4(int bits) {
    return new NetAddress(Family.IPV4, 0, bits & IPV4_MASK);
  }

  /// The address with these bytes in network order.
  ///
  /// @throws IllegalArgumentException unless there are 4 or 16 bytes
  public static NetAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new NetAddress(Family.IPV4, 0, bigEndian(bytes, 0, 4));
      case 16 -> new NetAddress(Family.IPV6, bigEndian(bytes, 0, 8), bigEndian(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /// Reads `10.0.0.1` or `2001:db8::1`. Names, zones (`%eth0`) and shortened IPv4 forms are
  /// refused.
  ///
  /// @throws IllegalArgumentException when the text is no address, with the text
  public static NetAddress parse(String text) {
    NetAddress address = AddressText.parse(text);
    if (address == null) {
      throw new IllegalArgumentException("not an IP address: \"" + text + "\"");
    }
    return address;
  }

  /// The bytes in network order: 4 or 16 of them.
  public byte[] toBytes() {
    byte[] bytes = new byte[family.bytes()];
    if (family == Family.IPV4) {
      store(bytes, 0, 4, low);
    } else {
      store(bytes, 0, 8, high);
      store(bytes, 8, 8, low);
    }
    return bytes;
  }

  /// The 32 bits of an IPv4 address.
  ///
  /// @throws IllegalStateException for IPv6
  public int ipv4Bits() {
    if (family != Family.IPV4) {
      throw new IllegalStateException(this + " is not an IPv4 address");
    }
    return (int) low;
  }

  /// The address that lies `offset` after this one, wrapping within the family's bits.
  public NetAddress plus(long offset) {
    if (family == Family.IPV4) {
      return new NetAddress(family, 0, (low + offset) & IPV4_MASK);
    }
    long sum = low + offset;
    boolean carry = offset >= 0 && Long.compareUnsigned(sum, low) < 0;
    boolean borrow = offset < 0 && Long.compareUnsigned(sum, low) > 0;
    return new NetAddress(family, high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
  }

  /// Orders IPv4 before IPv6, then by unsigned value.
  @Override
  public int compareTo(NetAddress other) {
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /// The usual text: dotted quad, or IPv6 as RFC 5952 wants it.
  @Override
  public String toString() {
    return AddressText.format(this);
  }

  private static long bigEndian(byte[] bytes, int from, int length) {
    long value = 0;
    for (byte b : Arrays.copyOfRange(bytes, from, from + length)) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }

  private static void store(byte[] bytes, int from, int length, long value) {
    for (int i = 0; i < length; i++) {
      bytes[from + i] = (byte) (value >>> (8 * (length - 1 - i)));
    }
  }
}
