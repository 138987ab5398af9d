package io.berth.netlink;

import java.util.Arrays;
import java.util.OptionalInt;

/// A link's IPv4 configuration as the kernel reported it: every value of
/// `/proc/sys/net/ipv4/conf/<link>/`. Immutable.
public final class Ipv4Settings {
  /// No setting known.
  static final Ipv4Settings NONE = new Ipv4Settings(new int[0]);

  private final int[] values;

  Ipv4Settings(int[] values) {
    this.values = values;
  }

  /// The value of a setting, empty when the kernel did not report it.
  ///
  /// @param index the number of the setting, as in [Ipv4Setting]
  public OptionalInt get(int index) {
    return index >= 1 && index <= values.length
        ? OptionalInt.of(values[index - 1])
        : OptionalInt.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv4Settings that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
