package io.berth.ipam.model;

/// The id of an EC2 instance.
///
/// @param value as EC2 spells it, for example `i-0a1b2c3d4e5f60718`; never empty
public record InstanceId(String value) implements Comparable<InstanceId> {

  /// @throws IllegalArgumentException when empty
  public InstanceId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty instance id");
    }
  }

  @Override
  public int compareTo(InstanceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
