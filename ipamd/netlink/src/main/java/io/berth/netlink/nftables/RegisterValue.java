package io.berth.netlink.nftables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The bytes that a register holds or is compared with. Their order is the value's own: addresses
/// and ports are as in a packet, everything the kernel counts itself (marks, groups, states) is in
/// the machine's order. Immutable.
public final class RegisterValue {

  /// Most bytes of the register that is used here, `NFT_REG_1`.
  public static final int MAX_BYTES = 16;

  private final byte[] bytes;

  private RegisterValue(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a register's value has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  /// Bytes as they are, such as an address.
  public static RegisterValue ofBytes(byte... bytes) {
    return new RegisterValue(bytes.clone());
  }

  /// A number in the machine's order.
  public static RegisterValue ofNumber(int value) {
    return ofNumber(value, ByteOrder.nativeOrder());
  }

  /// A number as in a packet.
  public static RegisterValue ofNetworkNumber(int value) {
    return ofNumber(value, ByteOrder.BIG_ENDIAN);
  }

  /// A link's name, at most 15 bytes.
  public static RegisterValue ofLinkName(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (text.length >= MAX_BYTES) {
      throw new IllegalArgumentException("a link's name has at most 15 bytes: \"" + name + '"');
    }
    return new RegisterValue(Arrays.copyOf(text, MAX_BYTES));
  }

  /// The beginning of links' names, for comparing only as many bytes.
  public static RegisterValue ofLinkNamePrefix(String prefix) {
    return new RegisterValue(prefix.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegisterValue that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  private static RegisterValue ofNumber(int value, ByteOrder order) {
    return new RegisterValue(ByteBuffer.allocate(4).order(order).putInt(value).array());
  }
}
