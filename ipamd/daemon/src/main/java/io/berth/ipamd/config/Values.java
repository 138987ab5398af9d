package io.berth.ipamd.config;

import io.berth.ipam.model.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads single values; `null` for what is not legal.
final class Values {

  /// What the incumbent takes for true and false: Go's `strconv.ParseBool`.
  static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

  static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private static final Set<String> RESERVED_PREFIXES = Set.of("eth", "lo", "vlan");

  private Values() {}

  static @Nullable Integer integer(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      return value >= least && value <= most ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable Boolean bool(String text) {
    return TRUE.contains(text) ? Boolean.TRUE : FALSE.contains(text) ? Boolean.FALSE : null;
  }

  static @Nullable LogLevel logLevel(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "debug" -> LogLevel.DEBUG;
      case "info" -> LogLevel.INFO;
      case "warn", "warning" -> LogLevel.WARN;
      case "error", "fatal" -> LogLevel.ERROR;
      default -> null;
    };
  }

  static @Nullable String hostLinkPrefix(String text) {
    boolean plain =
        text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_');
    return plain && text.length() <= 4 && !RESERVED_PREFIXES.contains(text) ? text : null;
  }

  static @Nullable ListenAddress listenAddress(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return null;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    IpAddress address = IpAddress.tryParse(bracketed ? host.substring(1, host.length() - 1) : host);
    Integer port = integer(text.substring(colon + 1), 0, 65_535);
    boolean fits = address != null && address.isIpv4() != bracketed;
    return fits && address != null && port != null ? new ListenAddress(address, port) : null;
  }

  static @Nullable Path absolutePath(String text, int mostBytes) {
    try {
      Path path = Path.of(text);
      boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= mostBytes;
      return path.isAbsolute() && fits ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  static @Nullable URI url(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return http && url.getHost() != null && url.getQuery() == null ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
