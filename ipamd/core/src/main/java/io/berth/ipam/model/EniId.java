package io.berth.ipam.model;

/// The id of an elastic network interface.
///
/// @param value as EC2 spells it, for example `eni-0a1b2c3d4e5f60718`; never empty
public record EniId(String value) implements Comparable<EniId> {

  /// @throws IllegalArgumentException when empty
  public EniId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty ENI id");
    }
  }

  @Override
  public int compareTo(EniId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
