package io.berth.ipam.model;

/// The id of a VPC.
///
/// @param value as EC2 spells it, for example `vpc-0a1b2c3d4e5f60718`; never empty
public record VpcId(String value) implements Comparable<VpcId> {

  /// @throws IllegalArgumentException when empty
  public VpcId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty VPC id");
    }
  }

  @Override
  public int compareTo(VpcId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
