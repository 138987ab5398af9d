package io.berth.ipam.model;

/// The id of a security group.
///
/// @param value as EC2 spells it, for example `sg-0a1b2c3d4e5f60718`; never empty
public record SecurityGroupId(String value) implements Comparable<SecurityGroupId> {

  /// @throws IllegalArgumentException when empty
  public SecurityGroupId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty security group id");
    }
  }

  @Override
  public int compareTo(SecurityGroupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
