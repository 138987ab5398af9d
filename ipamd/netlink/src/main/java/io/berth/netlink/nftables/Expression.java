package io.berth.netlink.nftables;

/// One step of a rule, as the kernel knows it. There is one register: what loads, loads it; what
/// compares, changes or stores, uses it.
///
/// Sets and maps are left out on purpose: the kernel switches rules and the elements of sets to a
/// new generation at two moments, so a packet in between misses in a set that both the old and the
/// new table contain. Plain rules switch whole.
public sealed interface Expression {

  /// Loads something about the packet: 4 bytes, 16 for a link's name.
  record LoadMeta(MetaKey key) implements Expression {}

  /// Sets the packet's mark.
  record StoreMark() implements Expression {}

  /// Loads something about the packet's connection: 4 bytes, 1 for the direction.
  record LoadConntrack(ConntrackKey key) implements Expression {}

  /// Sets the connection's mark.
  record StoreConntrackMark() implements Expression {}

  /// Loads bytes of the packet, counted from its network header.
  ///
  /// @param offset in bytes
  /// @param length in bytes, 1 to 16
  record LoadPayload(int offset, int length) implements Expression {
    public LoadPayload {
      if (offset < 0 || length < 1 || length > RegisterValue.MAX_BYTES) {
        throw new IllegalArgumentException(
            "cannot load " + length + " bytes at offset " + offset + " into a register");
      }
    }

    /// The destination address of an IPv4 packet.
    public static LoadPayload destinationAddress() {
      return new LoadPayload(16, 4);
    }
  }

  /// Loads the type of the destination address as the node's routes know it (4 bytes, machine
  /// order): 2, [#LOCAL], for the node's own.
  ///
  /// @param onInputLink whether only the link by which the packet came in counts
  record LoadDestinationType(boolean onInputLink) implements Expression {
    /// `RTN_LOCAL`.
    public static final int LOCAL = 2;
  }

  /// Goes on when the register equals, or does not equal, the value.
  record Compare(boolean equal, RegisterValue value) implements Expression {
    public static Compare equalTo(RegisterValue value) {
      return new Compare(true, value);
    }

    public static Compare notEqualTo(RegisterValue value) {
      return new Compare(false, value);
    }
  }

  /// Goes on when the register, as a number in network order, is within the bounds, both included.
  record InRange(RegisterValue from, RegisterValue to) implements Expression {}

  /// Turns the register's 4 bytes from the machine's order to that of the network.
  record ToNetworkOrder() implements Expression {}

  /// The register becomes `(register & mask) ^ xor`.
  record Bitwise(RegisterValue mask, RegisterValue xor) implements Expression {
    public Bitwise {
      if (mask.length() != xor.length()) {
        throw new IllegalArgumentException(
            "mask " + mask + " and xor " + xor + " differ in length");
      }
    }

    /// Sets bits of a number in the machine's order.
    public static Bitwise or(int bits) {
      return replace(bits, bits);
    }

    /// Keeps these bits only.
    public static Bitwise and(int mask) {
      return new Bitwise(RegisterValue.ofNumber(mask), RegisterValue.ofNumber(0));
    }

    /// Replaces what is under `mask` by `value`.
    public static Bitwise replace(int mask, int value) {
      return new Bitwise(RegisterValue.ofNumber(~mask), RegisterValue.ofNumber(value));
    }
  }

  /// Loads a constant.
  record LoadValue(RegisterValue value) implements Expression {}

  /// Ends the rule with a verdict.
  record Judge(Verdict verdict) implements Expression {}

  /// Translates the connection's source to the address in the register.
  record SourceNat(PortChoice ports) implements Expression {}

  /// Counts packets and bytes; both are 0 in what is written.
  record Count(long packets, long bytes) implements Expression {
    public static Count fresh() {
      return new Count(0, 0);
    }
  }

  /// An expression of another program's that this package does not know; reported only.
  record Unknown(String name) implements Expression {}
}
