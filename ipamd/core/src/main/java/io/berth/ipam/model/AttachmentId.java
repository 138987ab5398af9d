package io.berth.ipam.model;

/// The id of the attachment of an ENI to an instance.
///
/// @param value as EC2 spells it, for example `eni-attach-0a1b2c3d4e5f60718`; never empty
public record AttachmentId(String value) implements Comparable<AttachmentId> {

  /// @throws IllegalArgumentException when empty
  public AttachmentId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty attachment id");
    }
  }

  @Override
  public int compareTo(AttachmentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
