package io.berth.cni;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the value of the top-level key `cniVersion` in a network configuration, and reads nothing
/// else of it. Keys match without regard to case, of duplicates the last counts, and `null` counts
/// for nothing: the rules of Go's decoder, which every other plugin follows. Works without
/// recursion, so depth of nesting costs nothing.
final class CniVersionScanner {

  /// Longest version that is reported: real ones have at most five characters.
  private static final int MAX_VERSION_BYTES = 32;

  private static final byte[] KEY = ByteText.of("cniversion");

  private final byte[] json;
  private final int end;
  private int position;

  /// The string that was read last, escapes resolved; only its first bytes, since longer ones are
  /// of no interest.
  private final byte[] string = new byte[MAX_VERSION_BYTES];

  private int stringLength;

  private CniVersionScanner(byte[] json, int start, int end) {
    this.json = json;
    this.position = start;
    this.end = end;
  }

  /// The version; null when there is none, when it holds anything but letters, digits, dots, dashes
  /// and plus signs, or when `json` from `start` to `end` does not begin with a whole object.
  static byte @Nullable [] scan(byte[] json, int start, int end) {
    return new CniVersionScanner(json, start, end).object();
  }

  private byte @Nullable [] object() {
    byte[] version = null;
    if (!take('{')) {
      return null;
    }
    if (take('}')) {
      return null;
    }
    do {
      if (!takeString()) {
        return null;
      }
      boolean isVersion = stringIsKey();
      if (!take(':')) {
        return null;
      }
      if (isVersion && peek() == '"') {
        if (!takeString()) {
          return null;
        }
        version = stringLength > 0 && isPlain() ? Arrays.copyOf(string, stringLength) : null;
      } else if (!skipValue()) {
        return null;
      }
    } while (take(','));
    return take('}') ? version : null;
  }

  private boolean stringIsKey() {
    if (stringLength != KEY.length) {
      return false;
    }
    for (int i = 0; i < KEY.length; i++) {
      int unit = string[i] >= 'A' && string[i] <= 'Z' ? string[i] + 32 : string[i];
      if (unit != KEY[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isPlain() {
    if (stringLength > MAX_VERSION_BYTES) {
      return false;
    }
    for (int i = 0; i < stringLength; i++) {
      int unit = string[i];
      boolean plain =
          (unit >= '0' && unit <= '9')
              || (unit >= 'a' && unit <= 'z')
              || (unit >= 'A' && unit <= 'Z')
              || unit == '.'
              || unit == '-'
              || unit == '+';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /// Skips white space and looks at what follows; -1 at the end.
  private int peek() {
    while (position < end) {
      int unit = json[position];
      if (unit != ' ' && unit != '\n' && unit != '\r' && unit != '\t') {
        return unit & 0xff;
      }
      position++;
    }
    return -1;
  }

  private boolean take(int unit) {
    if (peek() != unit) {
      return false;
    }
    position++;
    return true;
  }

  /// Skips one value: a string, a scalar, or everything up to the bracket that closes the one here.
  private boolean skipValue() {
    int depth = 0;
    do {
      int unit = peek();
      if (unit < 0) {
        return false;
      }
      if (unit == '"') {
        if (!takeString()) {
          return false;
        }
      } else if (unit == '{' || unit == '[') {
        depth++;
        position++;
      } else if (unit == '}' || unit == ']') {
        if (depth == 0) {
          return false;
        }
        depth--;
        position++;
      } else if (unit == ',' || unit == ':') {
        if (depth == 0) {
          return false;
        }
        position++;
      } else {
        skipScalar();
      }
    } while (depth > 0);
    return true;
  }

  private void skipScalar() {
    while (position < end && !isDelimiter(json[position])) {
      position++;
    }
  }

  private static boolean isDelimiter(int unit) {
    return switch (unit) {
      case ' ', '\n', '\r', '\t', ',', ':', '{', '}', '[', ']', '"' -> true;
      default -> false;
    };
  }

  private boolean takeString() {
    stringLength = 0;
    if (!take('"')) {
      return false;
    }
    while (position < end) {
      int unit = json[position++];
      if (unit == '"') {
        return true;
      }
      if (unit == '\\') {
        if (!takeEscape()) {
          return false;
        }
      } else {
        append(unit);
      }
    }
    return false;
  }

  private boolean takeEscape() {
    if (position == end) {
      return false;
    }
    int kind = json[position++];
    if (kind != 'u') {
      append(kind == '"' || kind == '\\' || kind == '/' ? kind : 0);
      return true;
    }
    if (end - position < 4) {
      return false;
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = hexValue(json[position++]);
      if (digit < 0) {
        return false;
      }
      unit = unit << 4 | digit;
    }
    append(unit < 0x80 ? unit : 0);
    return true;
  }

  private static int hexValue(int digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
      return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
  }

  /// Appends one byte. Zero stands for whatever cannot be part of a key or a version that is looked
  /// for.
  private void append(int unit) {
    if (stringLength < string.length) {
      string[stringLength] = (byte) unit;
    }
    stringLength++;
  }
}
