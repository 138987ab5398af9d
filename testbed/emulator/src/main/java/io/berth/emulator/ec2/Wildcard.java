package io.berth.emulator.ec2;

/// EC2's filter patterns: `*` stands for any text, `?` for one character, a backslash takes the
/// next character as it is.
final class Wildcard {

  private Wildcard() {}

  static boolean matches(String pattern, String value) {
    int p = 0;
    int v = 0;
    int starAt = -1;
    int resumeAt = 0;
    while (v < value.length()) {
      int step = stepOver(pattern, p, value.charAt(v));
      if (step > 0) {
        p += step;
        v++;
      } else if (p < pattern.length() && pattern.charAt(p) == '*') {
        starAt = p++;
        resumeAt = v;
      } else if (starAt >= 0) {
        p = starAt + 1;
        v = ++resumeAt;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /// How many characters of the pattern match this one, 0 when it does not match or a star is next.
  private static int stepOver(String pattern, int at, char c) {
    if (at >= pattern.length()) {
      return 0;
    }
    char wanted = pattern.charAt(at);
    if (wanted == '\\' && at + 1 < pattern.length()) {
      return pattern.charAt(at + 1) == c ? 2 : 0;
    }
    return wanted != '*' && (wanted == '?' || wanted == c) ? 1 : 0;
  }
}
