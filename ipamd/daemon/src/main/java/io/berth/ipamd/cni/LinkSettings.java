package io.berth.ipamd.cni;

import java.util.Set;

/// The keys of a configuration that shape a pod's link, with the incumbent's names and ranges, so
/// that its configuration list serves unchanged.
///
/// @param mtu of both ends in bytes
/// @param hostLinkPrefix begin of the host link's name
record LinkSettings(int mtu, String hostLinkPrefix) {

  static final String MTU_RANGE = "a whole number from 576 to 9001";
  static final String PREFIX_RULE = "1 to 4 letters, digits, '_' or '-', and none of eth, lo, vlan";

  /// Every IPv4 host must accept datagrams of this size (RFC 791, section 3.1).
  private static final int MIN_MTU = 576;

  /// The largest that EC2 carries.
  private static final int MAX_MTU = 9001;

  /// Eleven digits of a hash follow in a link's name of at most 15 bytes.
  private static final int MAX_PREFIX_LENGTH = 4;

  /// Names of other kinds of links on a node.
  private static final Set<String> TAKEN_PREFIXES = Set.of("eth", "lo", "vlan");

  static LinkSettings of(Json.Members configuration, CniDefaults defaults) throws Refused {
    return new LinkSettings(mtu(configuration, defaults), prefix(configuration, defaults));
  }

  /// The incumbent writes `mtu` as a string; others write numbers.
  private static int mtu(Json.Members configuration, CniDefaults defaults) throws Refused {
    Json value = configuration.get("mtu");
    String digits =
        switch (value) {
          case null -> "";
          case Json.Text(String text) -> text;
          case Json.Numeral(String literal) -> literal;
          case Json.Bool _, Json.Null _, Json.Items _, Json.Members _ ->
              throw Refused.badValue("mtu", value, MTU_RANGE);
        };
    if (value == null || digits.isEmpty()) {
      return defaults.mtu();
    }
    int mtu = number(digits);
    if (!isMtu(mtu)) {
      throw Refused.badValue("mtu", value, MTU_RANGE);
    }
    return mtu;
  }

  /// The number, or -1 for a text that is none or has more digits than any MTU.
  private static int number(String digits) {
    if (digits.length() > 5) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static String prefix(Json.Members configuration, CniDefaults defaults) throws Refused {
    Json value = configuration.get("vethPrefix");
    if (value == null || (value instanceof Json.Text(String text) && text.isEmpty())) {
      return defaults.hostLinkPrefix();
    }
    if (value instanceof Json.Text(String prefix) && isPrefix(prefix)) {
      return prefix;
    }
    throw Refused.badValue("vethPrefix", value, PREFIX_RULE);
  }

  static boolean isMtu(int mtu) {
    return mtu >= MIN_MTU && mtu <= MAX_MTU;
  }

  static boolean isPrefix(String prefix) {
    return !prefix.isEmpty()
        && prefix.length() <= MAX_PREFIX_LENGTH
        && prefix.chars().allMatch(LinkSettings::isPrefixCharacter)
        && !TAKEN_PREFIXES.contains(prefix);
  }

  private static boolean isPrefixCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
