package io.berth.ipamd.imds;

/// What the metadata service said about one path.
public sealed interface MetadataAnswer {

  /// The content, without white space at its ends.
  record Found(String text) implements MetadataAnswer {}

  /// There is nothing at that path (404), which for many paths is a fact and no failure.
  record Absent(String path) implements MetadataAnswer {}

  /// No usable answer.
  ///
  /// @param sentence names the path and the cause
  record Failed(String sentence) implements MetadataAnswer {}
}
