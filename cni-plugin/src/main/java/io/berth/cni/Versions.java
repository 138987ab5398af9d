package io.berth.cni;

import org.jspecify.annotations.Nullable;

/// The answer to VERSION.
final class Versions {

  private static final String NEWEST = "1.1.0";

  private static final String[] SUPPORTED = {
    "0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", NEWEST
  };

  private Versions() {}

  /// Prints the versions that are supported. Their `cniVersion` repeats the caller's, as the
  /// specification wants, when that is one of them, and is the newest otherwise.
  ///
  /// @return the exit code
  static int print(Host host, byte @Nullable [] callers) {
    String version = NEWEST;
    ByteText list = new ByteText();
    for (String supported : SUPPORTED) {
      if (callers != null && ByteText.same(callers, supported)) {
        version = supported;
      }
      list.ascii(list.isEmpty() ? "\"" : ",\"").ascii(supported).ascii("\"");
    }
    byte[] text =
        new ByteText()
            .ascii("{\"cniVersion\":\"")
            .ascii(version)
            .ascii("\",\"supportedVersions\":[")
            .raw(list.toBytes())
            .ascii("]}\n")
            .toBytes();
    host.write(1, text, 0, text.length);
    return 0;
  }
}
