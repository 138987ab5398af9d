package io.berth.ipamd.cni;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The versions of the specification that are spoken here, oldest first. Results differ in shape
/// between them.
public enum CniVersion {
  V0_1_0("0.1.0"),
  V0_2_0("0.2.0"),
  V0_3_0("0.3.0"),
  V0_3_1("0.3.1"),
  V0_4_0("0.4.0"),
  V1_0_0("1.0.0"),
  V1_1_0("1.1.0");

  /// The newest version: that of answers to callers whose own is unknown.
  public static final CniVersion NEWEST = V1_1_0;

  private static final List<CniVersion> ALL = List.of(values());

  private final String text;

  CniVersion(String text) {
    this.text = text;
  }

  /// As it stands in `cniVersion`.
  public String text() {
    return text;
  }

  /// The version with exactly this text, or null. A configuration without a version is taken to be
  /// of the first, as the reference library does.
  public static @Nullable CniVersion of(String text) {
    if (text.isEmpty()) {
      return V0_1_0;
    }
    for (CniVersion version : ALL) {
      if (version.text.equals(text)) {
        return version;
      }
    }
    return null;
  }

  /// All versions, oldest first.
  public static List<CniVersion> all() {
    return ALL;
  }

  boolean isAtLeast(CniVersion other) {
    return compareTo(other) >= 0;
  }

  /// All versions in the notation of the reference library's messages.
  static String list() {
    return Arrays.stream(values())
        .map(version -> '"' + version.text + '"')
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
