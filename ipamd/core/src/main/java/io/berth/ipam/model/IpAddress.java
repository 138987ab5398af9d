package io.berth.ipam.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address as a plain 128-bit value; IPv4 is held in its IPv4-mapped form (RFC
/// 4291, section 2.5.5.2), so one type serves both families. Ordered as an unsigned number.
/// Immutable; never resolves a name.
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

  private static final long V4_MAPPED = 0xffffL << 32;

  /// The IPv4 address with these 32 bits, most significant byte first.
  public static IpAddress ofIpv4(int bits) {
    return new IpAddress(0, V4_MAPPED | (bits & 0xffffffffL));
  }

  /// The address in network byte order: 4 bytes for IPv4, 16 for IPv6.
  ///
  /// @throws IllegalArgumentException for any other length
  public static IpAddress ofBytes(byte[] bytes) {
    if (bytes.length == 4) {
      return ofIpv4((int) number(bytes, 0, 4));
    }
    if (bytes.length == 16) {
      return new IpAddress(number(bytes, 0, 8), number(bytes, 8, 8));
    }
    throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
  }

  /// Reads a dotted IPv4 or a colon-separated IPv6 address.
  ///
  /// @throws IllegalArgumentException with the text, when it is neither
  public static IpAddress parse(String text) {
    IpAddress address = tryParse(text);
    if (address == null) {
      throw new IllegalArgumentException("not an IP address: '" + text + "'");
    }
    return address;
  }

  /// As [#parse(String)], with `null` for a text that is no address.
  public static @Nullable IpAddress tryParse(String text) {
    return IpText.parse(text);
  }

  public boolean isIpv4() {
    return high == 0 && (low >>> 32) == 0xffffL;
  }

  /// The 32 bits of an IPv4 address.
  ///
  /// @throws IllegalStateException for an IPv6 address
  public int ipv4Bits() {
    if (!isIpv4()) {
      throw new IllegalStateException(this + " is not an IPv4 address");
    }
    return (int) low;
  }

  /// The width of the family: 32 or 128.
  public int widthBits() {
    return isIpv4() ? 32 : 128;
  }

  /// Network byte order: 4 bytes for IPv4, 16 for IPv6. A fresh array.
  public byte[] toBytes() {
    byte[] bytes = new byte[isIpv4() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      int fromEnd = bytes.length - 1 - i;
      long word = fromEnd >= 8 ? high : low;
      bytes[i] = (byte) (word >>> (8 * (fromEnd % 8)));
    }
    return bytes;
  }

  /// This address plus a distance, which may be negative. Wraps at the end of the family's range.
  public IpAddress plus(long distance) {
    if (isIpv4()) {
      return ofIpv4((int) (low + distance));
    }
    long sum = low + distance;
    long carry = distance >= 0 ? (Long.compareUnsigned(sum, low) < 0 ? 1 : 0) : 0;
    long borrow = distance < 0 ? (Long.compareUnsigned(sum, low) > 0 ? 1 : 0) : 0;
    return new IpAddress(high + carry - borrow, sum);
  }

  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return IpText.format(this).toLowerCase(Locale.ROOT);
  }

  private static long number(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 8 | (bytes[i] & 0xffL);
    }
    return value;
  }
}
