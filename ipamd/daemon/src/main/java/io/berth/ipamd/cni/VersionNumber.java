package io.berth.ipamd.cni;

import org.jspecify.annotations.Nullable;

/// A version as a number, for verbs that compare versions: one to three numeric parts between dots,
/// missing ones zero.
record VersionNumber(int major, int minor, int micro) implements Comparable<VersionNumber> {

  /// Digits of one part: keeps it inside an `int`.
  private static final int MAX_DIGITS = 9;

  /// The number, or null for a text that is none. The empty text is 0.1.0.
  static @Nullable VersionNumber parse(String text) {
    if (text.isEmpty()) {
      return new VersionNumber(0, 1, 0);
    }
    int[] parts = new int[3];
    int count = 0;
    int start = 0;
    while (start <= text.length()) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      if (count == parts.length || !isNumber(text, start, end)) {
        return null;
      }
      parts[count++] = Integer.parseInt(text, start, end, 10);
      start = end + 1;
    }
    return new VersionNumber(parts[0], parts[1], parts[2]);
  }

  private static boolean isNumber(String text, int start, int end) {
    if (end == start || end - start > MAX_DIGITS) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static VersionNumber of(CniVersion version) {
    VersionNumber number = parse(version.text());
    if (number == null) {
      throw new IllegalStateException("a version that is no number: " + version);
    }
    return number;
  }

  @Override
  public int compareTo(VersionNumber other) {
    int byMajor = Integer.compare(major, other.major);
    if (byMajor != 0) {
      return byMajor;
    }
    int byMinor = Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(micro, other.micro);
  }
}
