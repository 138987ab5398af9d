package io.berth.ipamd.imds;

/// Bounds of each exchange with the metadata service.
///
/// @param connectMillis until a connection stands
/// @param readMillis between two pieces of an answer
/// @param bodyBytes of an answer
public record MetadataLimits(int connectMillis, int readMillis, int bodyBytes) {

  /// The service answers within milliseconds from the host itself; the AWS SDKs wait a second too.
  /// The largest value, a list of MAC addresses, has under 2 KB.
  public static final MetadataLimits DEFAULT = new MetadataLimits(1_000, 2_000, 65_536);
}
