package io.berth.netlink;

/// A 48-bit hardware address.
///
/// @param bits the address in the lowest 48 bits, its first octet the highest of them
public record MacAddress(long bits) {
  /// Octets of a hardware address.
  static final int BYTES = 6;

  public MacAddress {
    if ((bits & ~0xffff_ffff_ffffL) != 0) {
      throw new IllegalArgumentException(
          "a hardware address has 48 bits, not " + Long.toHexString(bits));
    }
  }

  /// The address with these six bytes.
  ///
  /// @throws IllegalArgumentException unless there are six
  public static MacAddress ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hardware address has 6 bytes, not " + bytes.length);
    }
    long bits = 0;
    for (byte b : bytes) {
      bits = bits << 8 | (b & 0xff);
    }
    return new MacAddress(bits);
  }

  /// Reads `02:00:00:00:00:01`, in either case.
  ///
  /// @throws IllegalArgumentException when the text has another form, with the text
  public static MacAddress parse(String text) {
    boolean wellFormed = text.length() == 17;
    long bits = 0;
    for (int i = 0; wellFormed && i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (i % 3 == 2) {
        wellFormed = c == ':';
      } else {
        wellFormed = digit >= 0;
        bits = bits << 4 | digit;
      }
    }
    if (!wellFormed) {
      throw new IllegalArgumentException("not a hardware address: \"" + text + "\"");
    }
    return new MacAddress(bits);
  }

  /// A locally administered unicast address from the lowest 46 bits of `seed`: bit 1 of the first
  /// octet set, bit 0 clear (IEEE 802).
  public static MacAddress locallyAdministered(long seed) {
    return new MacAddress((seed & 0xfcff_ffff_ffffL) | 0x0200_0000_0000L);
  }

  /// The six bytes.
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int i = 0; i < BYTES; i++) {
      int octet = (int) (bits >>> (40 - 8 * i)) & 0xff;
      text.append(i == 0 ? "" : ":");
      text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 15, 16));
    }
    return text.toString();
  }
}
