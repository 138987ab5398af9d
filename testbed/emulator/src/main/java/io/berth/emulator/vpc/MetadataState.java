package io.berth.emulator.vpc;

/// Whether the metadata service serves, for all instances at once.
public enum MetadataState {
  ANSWERS,
  /// Every request is answered with status 503, as when an instance asks too fast.
  FAILS,
  /// Every connection breaks without an answer.
  SILENT
}
