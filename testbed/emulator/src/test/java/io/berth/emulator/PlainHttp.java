package io.berth.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// HTTP over a socket that is opened on the calling thread, so that it lies in that thread's
/// network namespace; the JDK's clients open theirs elsewhere or keep them for later.
final class PlainHttp {

  /// Bounds a wait for what must come.
  private static final int TIMEOUT_MILLIS = 10_000;

  private PlainHttp() {}

  /// One request on a connection of its own; the whole answer, empty when it was closed at once.
  ///
  /// @param request the request line and headers, without the empty line
  static String send(String host, int port, String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      String text = request + "\r\nHost: test\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The value of a path of the metadata service, with a token of its own.
  static String metadata(String path) throws IOException {
    String token =
        body(
            send(
                "169.254.169.254",
                80,
                "PUT /latest/api/token HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 60"));
    return body(
        send(
            "169.254.169.254",
            80,
            "GET /latest/meta-data/" + path + " HTTP/1.1\r\nX-aws-ec2-metadata-token: " + token));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}
