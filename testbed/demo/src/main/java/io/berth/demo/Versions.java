package io.berth.demo;

import java.util.Map;

/// What ran, for the report.
final class Versions {

  private Versions() {}

  static Map<String, String> all() {
    String berth = Versions.class.getPackage().getImplementationVersion();
    return Map.of(
        "berth",
        berth == null ? "unpackaged" : berth,
        "java",
        Runtime.version().toString(),
        "kernel",
        System.getProperty("os.version"),
        "processors",
        String.valueOf(Runtime.getRuntime().availableProcessors()));
  }
}
