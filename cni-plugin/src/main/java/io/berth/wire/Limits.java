package io.berth.wire;

/// The bounds of the wire format. Both sides refuse whatever exceeds them before they allocate for
/// it.
public final class Limits {

  /// Size of a frame's header in bytes. The layout of the header never changes; see
  /// `docs/PROTOCOL.md`.
  public static final int HEADER_BYTES = 16;

  /// Largest payload in bytes: 1 MiB. A network configuration with its previous result is a few
  /// kilobytes; a garbage collection that lists 1,000 attachments is about 100 KB; the rest is
  /// margin. What one connection can make the daemon hold is this much and no more.
  public static final int MAX_PAYLOAD_BYTES = 1 << 20;

  /// Bytes in front of each field's value: a 16-bit tag and a 32-bit length.
  public static final int FIELD_OVERHEAD_BYTES = 6;

  /// Most fields in one payload. Version 1 knows nine for its largest message; the rest is room for
  /// newer peers, and the bound keeps a payload of empty fields from costing more than it weighs.
  public static final int MAX_FIELDS = 64;

  /// Number of descriptors that accompany a request, when there are any: the pod's network
  /// namespace, and a `NETLINK_ROUTE` socket opened inside it.
  public static final int DESCRIPTORS = 2;

  /// The one byte of data in each of the messages that carry a descriptor.
  public static final byte DESCRIPTOR_BYTE = 'D';

  private Limits() {}
}
