package io.berth.ipamd.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.berth.ipamd.config.ListenAddress;
import io.berth.ipamd.defect.Defects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves `/metrics` and `/healthz` over HTTP, to anybody who reaches the address.
///
/// Bounded: so many connections at once, each with so much time; GET and HEAD only; nothing of a
/// request's body is read.
public final class MetricsServer implements AutoCloseable {

  /// Scrapers and probes of one node are a handful.
  private static final String MAX_CONNECTIONS = "32";

  /// As the incumbent: 5 s to send the request and 5 s to take the answer.
  private static final String MAX_SECONDS = "5";

  private static final int BACKLOG = 32;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;

  private MetricsServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /// Starts to serve.
  ///
  /// @param health why the daemon is not healthy, as a sentence, or `null` when it is
  /// @throws IOException when the address cannot be bound; the message names it
  public static MetricsServer start(
      ListenAddress address, Metrics metrics, Supplier<@Nullable String> health)
      throws IOException {
    // The server's only way to be told; it reads them when its first instance is made.
    System.setProperty("sun.net.httpserver.maxReqTime", MAX_SECONDS);
    System.setProperty("sun.net.httpserver.maxRspTime", MAX_SECONDS);
    System.setProperty("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
    HttpServer server;
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(
                  InetAddress.getByAddress(address.address().toBytes()), address.port()),
              BACKLOG);
    } catch (IOException e) {
      throw new IOException("metrics cannot be served on " + address + ": " + e.getMessage(), e);
    }
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    server.createContext("/", exchange -> guardedAnswer(exchange, metrics, health));
    server.start();
    return new MetricsServer(server, executor);
  }

  /// The port that is listened on, also when the system chose it.
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  /// The JDK's server logs what a handler throws and goes on.
  private static void guardedAnswer(
      HttpExchange exchange, Metrics metrics, Supplier<@Nullable String> health)
      throws IOException {
    try {
      answer(exchange, metrics, health);
    } catch (RuntimeException | Error defect) {
      Defects.stop(defect);
    }
  }

  private static void answer(
      HttpExchange exchange, Metrics metrics, Supplier<@Nullable String> health)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")
          && !exchange.getRequestMethod().equals("HEAD")) {
        send(exchange, 405, TEXT, "only GET and HEAD are answered\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> send(exchange, 200, METRICS_TEXT, metrics.scrape());
        case "/healthz" -> {
          String problem = health.get();
          send(
              exchange,
              problem == null ? 200 : 503,
              TEXT,
              (problem == null ? "ok" : problem) + "\n");
        }
        default -> send(exchange, 404, TEXT, "here are /metrics and /healthz\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
