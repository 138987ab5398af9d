package io.berth.netlink;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text forms of addresses, without any lookup of names.
final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  static @Nullable NetAddress parse(String text) {
    return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
  }

  static String format(NetAddress address) {
    return switch (address.family()) {
      case IPV4 -> formatIpv4(address.low());
      case IPV6 -> formatIpv6(address.high(), address.low());
    };
  }

  private static @Nullable NetAddress parseIpv4(String text) {
    long bits = 0;
    int octets = 0;
    int at = 0;
    while (octets < 4) {
      int end = at;
      int value = 0;
      while (end < text.length()
          && end - at < 3
          && text.charAt(end) >= '0'
          && text.charAt(end) <= '9') {
        value = value * 10 + text.charAt(end) - '0';
        end++;
      }
      boolean leadingZero = end - at > 1 && text.charAt(at) == '0';
      if (end == at || value > 255 || leadingZero) {
        return null;
      }
      bits = bits << 8 | value;
      octets++;
      at = end;
      if (octets < 4) {
        if (at >= text.length() || text.charAt(at) != '.') {
          return null;
        }
        at++;
      }
    }
    return at == text.length() ? NetAddress.ofIpv4((int) bits) : null;
  }

  private static @Nullable NetAddress parseIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    List<Integer> head = gap < 0 ? groups(text, true) : groups(text.substring(0, gap), false);
    List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), true);
    if (head == null || tail == null) {
      return null;
    }
    int given = head.size() + tail.size();
    if (gap < 0 ? given != GROUPS : given >= GROUPS) {
      return null;
    }
    byte[] bytes = new byte[2 * GROUPS];
    put(bytes, 0, head);
    put(bytes, GROUPS - tail.size(), tail);
    return NetAddress.ofBytes(bytes);
  }

  private static void put(byte[] bytes, int firstGroup, List<Integer> groups) {
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i);
      bytes[2 * (firstGroup + i)] = (byte) (group >>> 8);
      bytes[2 * (firstGroup + i) + 1] = (byte) group;
    }
  }

  /// @param last whether the address ends with this text, so that its last 32 bits may be a dotted
  ///   quad
  private static @Nullable List<Integer> groups(String text, boolean last) {
    List<Integer> groups = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      int end = colon < 0 ? text.length() : colon;
      String part = text.substring(at, end);
      if (part.indexOf('.') >= 0) {
        NetAddress embedded = last && colon < 0 ? parseIpv4(part) : null;
        if (embedded == null) {
          return null;
        }
        groups.add((int) (embedded.low() >>> 16));
        groups.add((int) (embedded.low() & 0xffff));
        return groups;
      }
      if (part.isEmpty()
          || part.length() > 4
          || !part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
        return null;
      }
      groups.add(Integer.parseInt(part, 16));
      if (colon == text.length() - 1) {
        return null;
      }
      at = end + 1;
    }
    return groups;
  }

  private static String formatIpv4(long bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }

  private static String formatIpv6(long high, long low) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && group(high, low, i + length) == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int group(long high, long low, int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index % 4))) & 0xffff;
  }
}
