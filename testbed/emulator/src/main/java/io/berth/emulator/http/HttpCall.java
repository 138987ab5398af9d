package io.berth.emulator.http;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request.
///
/// @param peer where it comes from
/// @param method for example `GET`
/// @param path decoded, without the query
/// @param query the part after the question mark, encoded; empty when there is none
/// @param headers names in lower case; of a repeated header the first
/// @param body as UTF-8 text
public record HttpCall(
    InetSocketAddress peer,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    String body) {

  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /// The value of a header, or `null`.
  ///
  /// @param name in lower case
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
