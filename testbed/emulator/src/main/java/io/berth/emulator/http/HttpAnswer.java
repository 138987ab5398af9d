package io.berth.emulator.http;

import java.util.Map;

/// A response.
///
/// @param status the HTTP status
/// @param contentType for example `text/plain`
/// @param headers further headers
/// @param body sent as UTF-8
public record HttpAnswer(int status, String contentType, Map<String, String> headers, String body) {

  /// No answer: the connection is closed instead.
  public static final HttpAnswer NONE = new HttpAnswer(0, "", Map.of(), "");

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  public static HttpAnswer text(int status, String body) {
    return new HttpAnswer(status, "text/plain", Map.of(), body);
  }

  public static HttpAnswer json(int status, String body) {
    return new HttpAnswer(status, "application/json", Map.of(), body);
  }
}
