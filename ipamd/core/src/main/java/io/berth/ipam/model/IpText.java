package io.berth.ipam.model;

import org.jspecify.annotations.Nullable;

/// Text forms of addresses: dotted decimal (no leading zeros, four parts) and RFC 4291 section 2.2
/// for IPv6, printed as RFC 5952 recommends.
final class IpText {

  /// The longest text of an IPv6 address: eight groups of four and the separators.
  private static final int MAX_LENGTH = 45;

  private IpText() {}

  static @Nullable IpAddress parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return null;
    }
    return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
  }

  private static @Nullable IpAddress parseIpv4(String text) {
    int bits = 0;
    int parts = 0;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('.', start);
      if (end < 0) {
        end = text.length();
      }
      int part = decimalByte(text, start, end);
      if (part < 0 || parts == 4) {
        return null;
      }
      bits = bits << 8 | part;
      parts++;
      start = end + 1;
    }
    return parts == 4 ? IpAddress.ofIpv4(bits) : null;
  }

  private static int decimalByte(String text, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= 255 ? value : -1;
  }

  private static @Nullable IpAddress parseIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] groups = new int[8];
    String head = gap >= 0 ? text.substring(0, gap) : text;
    String tail = gap >= 0 ? text.substring(gap + 2) : "";
    int headCount = fillGroups(head, groups, 0);
    if (headCount < 0) {
      return null;
    }
    int[] tailGroups = new int[8];
    int tailCount = fillGroups(tail, tailGroups, 0);
    if (tailCount < 0 || headCount + tailCount > 8) {
      return null;
    }
    if (gap < 0 ? headCount != 8 : headCount + tailCount == 8) {
      return null;
    }
    System.arraycopy(tailGroups, 0, groups, 8 - tailCount, tailCount);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      if (i < 4) {
        high = high << 16 | groups[i];
      } else {
        low = low << 16 | groups[i];
      }
    }
    return new IpAddress(high, low);
  }

  /// Returns how many groups were read, or -1.
  private static int fillGroups(String text, int[] groups, int from) {
    if (text.isEmpty()) {
      return 0;
    }
    int count = from;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(':', start);
      boolean last = end < 0;
      if (last) {
        end = text.length();
      }
      if (last && text.indexOf('.', start) >= 0) {
        IpAddress embedded = parseIpv4(text.substring(start));
        if (embedded == null || count > 6) {
          return -1;
        }
        groups[count++] = embedded.ipv4Bits() >>> 16;
        groups[count++] = embedded.ipv4Bits() & 0xffff;
        return count;
      }
      int group = hexGroup(text, start, end);
      if (group < 0 || count == 8) {
        return -1;
      }
      groups[count++] = group;
      start = end + 1;
    }
    return count;
  }

  private static int hexGroup(String text, int start, int end) {
    if (end - start < 1 || end - start > 4) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) > 'f') {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  static String format(IpAddress address) {
    if (address.isIpv4()) {
      int bits = address.ipv4Bits();
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 0xff)
          + "."
          + (bits >>> 8 & 0xff)
          + "."
          + (bits & 0xff);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      long word = i < 4 ? address.high() : address.low();
      groups[i] = (int) (word >>> (16 * (3 - i % 4))) & 0xffff;
    }
    return formatGroups(groups);
  }

  private static String formatGroups(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder(MAX_LENGTH);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
