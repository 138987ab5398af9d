package io.berth.ipamd.cni;

import java.nio.charset.StandardCharsets;

/// Rules for the names in a call, with the messages of the reference library.
final class CniNames {

  /// IFNAMSIZ of the kernel is 16 with the closing zero.
  private static final int MAX_INTERFACE_NAME_BYTES = 15;

  private CniNames() {}

  /// One ASCII letter or digit, then any of letters, digits, `_`, `.`, `-` (CNI specification,
  /// section 2). Holds for container ids and network names.
  static boolean isIdentifier(String text) {
    if (text.isEmpty() || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '_' && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  static void checkContainerId(String containerId) throws Refused {
    if (!isIdentifier(containerId)) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT, "invalid characters in containerID", containerId);
    }
  }

  static void checkInterfaceName(String name) throws Refused {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_INTERFACE_NAME_BYTES) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT,
          "interface name is too long",
          "interface name should be less than 16 characters");
    }
    if (name.equals(".") || name.equals("..")) {
      throw new Refused(CniErrorCode.INVALID_ENVIRONMENT, "interface name is . or ..");
    }
    if (name.codePoints().anyMatch(c -> c == '/' || c == ':' || c == 0 || isSpace(c))) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT,
          "interface name contains / or : or whitespace characters");
    }
  }

  /// Unicode's property White_Space, which the reference library uses. Java's `isWhitespace` lacks
  /// the no-break spaces and U+0085 and has U+001C to U+001F.
  private static boolean isSpace(int codePoint) {
    return (codePoint >= '\t' && codePoint <= '\r')
        || codePoint == 0x85
        || Character.isSpaceChar(codePoint);
  }

  /// A name with a percent sign is a numbering template to the kernel, so the link would get
  /// another name than the one asked for.
  static void checkNoTemplate(String interfaceName) throws Refused {
    if (interfaceName.indexOf('%') >= 0) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT,
          "CNI_IFNAME '" + interfaceName + "' contains %, which the kernel would replace",
          "use a name without a percent sign");
    }
  }

  static void checkNetworkName(String name) throws Refused {
    if (name.isEmpty()) {
      throw new Refused(CniErrorCode.INVALID_CONFIGURATION, "missing network name");
    }
    if (!isIdentifier(name)) {
      throw new Refused(
          CniErrorCode.INVALID_CONFIGURATION, "invalid characters found in network name", name);
    }
  }
}
