package io.berth.netlink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request sets on a link; an absent attribute stays as it is. Start from [#none()] and add:
/// `LinkAttributes.none().withName("eth0").withMtu(9001)`.
///
/// @param name the name, 1 to 15 bytes
/// @param index when creating: the index the link shall have, at least 1
/// @param mac the hardware address
/// @param mtu the MTU in bytes, 68 to 65,535 (the kernel may know narrower bounds)
/// @param group the link group, 0 to 2^31-1; 0 is every link's default group
/// @param alias the alias, at most 255 bytes of UTF-8; empty removes it. On existing links only, as
///   [Request.CreateVeth] says
/// @param up whether the link is set up or down
/// @param ipv4Settings values of the link's IPv4 configuration, on existing links only
public record LinkAttributes(
    @Nullable String name,
    @Nullable Integer index,
    @Nullable MacAddress mac,
    @Nullable Integer mtu,
    @Nullable Integer group,
    @Nullable String alias,
    @Nullable Boolean up,
    List<Ipv4Setting> ipv4Settings) {

  /// Longest name in bytes: `IFNAMSIZ` of `linux/if.h` less the final zero.
  public static final int MAX_NAME_BYTES = 15;

  /// Longest alias in bytes: `IFALIASZ` of `linux/if.h` less the final zero.
  public static final int MAX_ALIAS_BYTES = 255;

  private static final LinkAttributes NONE =
      new LinkAttributes(null, null, null, null, null, null, null, List.of());

  public LinkAttributes {
    if (name != null) {
      requireName(name);
    }
    if (index != null && index < 1) {
      throw new IllegalArgumentException("a link's index is at least 1, not " + index);
    }
    if (mtu != null && (mtu < 68 || mtu > 65_535)) {
      throw new IllegalArgumentException("an MTU is 68 to 65535 bytes, not " + mtu);
    }
    if (group != null && group < 0) {
      throw new IllegalArgumentException("a link group is not negative: " + group);
    }
    if (alias != null && alias.getBytes(StandardCharsets.UTF_8).length > MAX_ALIAS_BYTES) {
      throw new IllegalArgumentException(
          "an alias has at most " + MAX_ALIAS_BYTES + " bytes: \"" + alias + "\"");
    }
    ipv4Settings = List.copyOf(ipv4Settings);
  }

  /// Nothing set.
  public static LinkAttributes none() {
    return NONE;
  }

  public LinkAttributes withName(String value) {
    return new LinkAttributes(value, index, mac, mtu, group, alias, up, ipv4Settings);
  }

  public LinkAttributes withIndex(int value) {
    return new LinkAttributes(name, value, mac, mtu, group, alias, up, ipv4Settings);
  }

  public LinkAttributes withMac(MacAddress value) {
    return new LinkAttributes(name, index, value, mtu, group, alias, up, ipv4Settings);
  }

  public LinkAttributes withMtu(int bytes) {
    return new LinkAttributes(name, index, mac, bytes, group, alias, up, ipv4Settings);
  }

  public LinkAttributes withGroup(int value) {
    return new LinkAttributes(name, index, mac, mtu, value, alias, up, ipv4Settings);
  }

  public LinkAttributes withAlias(String value) {
    return new LinkAttributes(name, index, mac, mtu, group, value, up, ipv4Settings);
  }

  public LinkAttributes withUp(boolean value) {
    return new LinkAttributes(name, index, mac, mtu, group, alias, value, ipv4Settings);
  }

  /// Adds one value of the IPv4 configuration, for example `withIpv4Setting(Ipv4Setting.RP_FILTER,
  /// 1)`.
  public LinkAttributes withIpv4Setting(int setting, int value) {
    List<Ipv4Setting> all = new ArrayList<>(ipv4Settings);
    all.add(new Ipv4Setting(setting, value));
    return new LinkAttributes(name, index, mac, mtu, group, alias, up, all);
  }

  /// Only what is set, in words for a message.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, "name", name);
    append(text, "index", index);
    append(text, "mac", mac);
    append(text, "mtu", mtu);
    append(text, "group", group);
    append(text, "alias", alias == null ? null : '"' + alias + '"');
    if (up != null) {
      append(text, up ? "up" : "down", "");
    }
    for (Ipv4Setting setting : ipv4Settings) {
      append(text, "ipv4 setting " + setting.index(), setting.value());
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }

  private static void append(StringBuilder text, String key, @Nullable Object value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : ", ").append(key);
      text.append("".equals(value) ? "" : " ").append(value);
    }
  }

  static void requireName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    boolean wrongCharacter = name.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ':');
    if (bytes == 0
        || bytes > MAX_NAME_BYTES
        || wrongCharacter
        || name.equals(".")
        || name.equals("..")) {
      throw new IllegalArgumentException(
          "a link's name has 1 to "
              + MAX_NAME_BYTES
              + " bytes without space, slash or colon: \""
              + name
              + "\"");
    }
  }
}
