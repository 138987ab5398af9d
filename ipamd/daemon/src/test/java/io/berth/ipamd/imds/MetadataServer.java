package io.berth.ipamd.imds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A strict metadata service on loopback whose values, tokens and failures a test sets.
final class MetadataServer implements AutoCloseable {

  final Map<String, String> values = new ConcurrentHashMap<>();
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile String token = "token-1";
  volatile String ttl = "";

  private final HttpServer server;

  MetadataServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    Integer forced = statuses.get(path);
    if (forced != null) {
      send(exchange, forced, "forced");
    } else if (exchange.getRequestMethod().equals("PUT") && path.equals("/latest/api/token")) {
      ttl =
          String.valueOf(
              exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds"));
      send(exchange, 200, token);
    } else if (!token.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
      send(exchange, 401, "");
    } else {
      String value = values.get(path.substring("/latest/meta-data/".length()));
      send(exchange, value == null ? 404 : 200, value == null ? "" : value);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
