package io.berth.ipamd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.IpAddress;
import io.berth.ipamd.config.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Figures and health over HTTP, and nothing else. Asks a server on loopback.
class MetricsServerTest {

  private static final ListenAddress ANY_PORT = new ListenAddress(IpAddress.parse("127.0.0.1"), 0);

  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();
  private final Metrics metrics = new Metrics("1.2.3", () -> NodeGauges.NONE);
  private MetricsServer server;

  private record Reply(int status, String type, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = MetricsServer.start(ANY_PORT, metrics, problem::get);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void metrics_asked_areText() throws IOException {
    Reply reply = ask("GET", "/metrics");

    assertEquals(200, reply.status());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.type());
    assertEquals(0, Exposition.parse(reply.body()).value("awscni_eni_max"));
  }

  @Test
  void health_asked_isOkOrSaysWhyNot() throws IOException {
    assertEquals(new Reply(200, "text/plain; charset=utf-8", "ok\n"), ask("GET", "/healthz"));
    problem.set("the journal cannot be written");

    assertEquals(
        new Reply(503, "text/plain; charset=utf-8", "the journal cannot be written\n"),
        ask("GET", "/healthz"));
  }

  @Test
  void anythingElse_asked_isRefused() throws IOException {
    assertEquals(404, ask("GET", "/").status());
    assertEquals(404, ask("GET", "/metrics/x").status());
    assertEquals(405, ask("POST", "/metrics").status());
    assertEquals(new Reply(200, "text/plain; charset=utf-8", ""), ask("HEAD", "/healthz"));
  }

  @Test
  void takenPort_isToldWithTheAddress() {
    ListenAddress taken = new ListenAddress(IpAddress.parse("127.0.0.1"), server.port());

    IOException failure =
        assertThrows(IOException.class, () -> MetricsServer.start(taken, metrics, () -> null));

    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith("metrics cannot be served on 127.0.0.1:" + server.port() + ": "),
        failure.toString());
  }

  private Reply ask(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + path)
                .toURL()
                .openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    int status = connection.getResponseCode();
    try (InputStream body =
        status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      return new Reply(
          status,
          String.valueOf(connection.getContentType()),
          new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
