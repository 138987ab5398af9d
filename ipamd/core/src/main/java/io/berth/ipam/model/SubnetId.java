package io.berth.ipam.model;

/// The id of a subnet.
///
/// @param value as EC2 spells it, for example `subnet-0a1b2c3d4e5f60718`; never empty
public record SubnetId(String value) implements Comparable<SubnetId> {

  /// @throws IllegalArgumentException when empty
  public SubnetId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty subnet id");
    }
  }

  @Override
  public int compareTo(SubnetId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
