package io.berth.ipam.model;

/// A 48-bit Ethernet address.
///
/// @param bits the address in the lower 48 bits, first byte most significant
public record MacAddress(long bits) implements Comparable<MacAddress> {

  /// @throws IllegalArgumentException when more than 48 bits are used
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits: 0x" + Long.toHexString(bits));
    }
  }

  /// Reads six colon-separated pairs of hexadecimal digits, either case.
  ///
  /// @throws IllegalArgumentException naming the text
  public static MacAddress parse(String text) {
    if (text.length() != 17) {
      throw new IllegalArgumentException("not a MAC address: '" + text + "'");
    }
    long bits = 0;
    for (int i = 0; i < 17; i++) {
      char c = text.charAt(i);
      if (i % 3 == 2) {
        if (c != ':') {
          throw new IllegalArgumentException("not a MAC address: '" + text + "'");
        }
        continue;
      }
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("not a MAC address: '" + text + "'");
      }
      bits = bits << 4 | digit;
    }
    return new MacAddress(bits);
  }

  /// @throws IllegalArgumentException when there are not exactly six bytes
  public static MacAddress ofBytes(byte[] bytes) {
    if (bytes.length != 6) {
      throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
    }
    long bits = 0;
    for (byte b : bytes) {
      bits = bits << 8 | (b & 0xff);
    }
    return new MacAddress(bits);
  }

  /// Six bytes, a fresh array.
  public byte[] toBytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (bits >>> (8 * (5 - i)));
    }
    return bytes;
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int i = 5; i >= 0; i--) {
      int value = (int) (bits >>> (8 * i)) & 0xff;
      text.append(Character.forDigit(value >>> 4, 16)).append(Character.forDigit(value & 15, 16));
      if (i > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
