package io.berth.ipamd.imds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client keeps one token, renews it when it must, and turns every failure into a sentence.
/// Talks to a strict service on loopback.
class MetadataClientTest {

  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();
  private MetadataServer server;
  private MetadataClient client;

  @BeforeEach
  void start() throws IOException {
    server = new MetadataServer();
    client = client(server.endpoint());
    server.values.put("instance-id", "i-0a\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void twoValues_read_shareOneToken() {
    server.values.put("mac", "02:00:00:00:00:0a");

    assertEquals(new MetadataAnswer.Found("i-0a"), client.get("instance-id"));
    assertEquals(new MetadataAnswer.Found("02:00:00:00:00:0a"), client.get("mac"));

    assertEquals(
        List.of(
            "PUT /latest/api/token",
            "GET /latest/meta-data/instance-id",
            "GET /latest/meta-data/mac"),
        server.requests);
    assertEquals("21600", server.ttl);
  }

  @Test
  void halfOfTheTokensLife_passed_renewsIt() {
    client.get("instance-id");
    nanos.set(3 * HOUR_NANOS - 1);
    client.get("instance-id");
    assertEquals(1, tokensFetched());
    nanos.set(3 * HOUR_NANOS);

    client.get("instance-id");

    assertEquals(2, tokensFetched());
  }

  @Test
  void refusedToken_isRenewedOnce() {
    client.get("instance-id");
    server.token = "token-2";

    assertEquals(new MetadataAnswer.Found("i-0a"), client.get("instance-id"));

    assertEquals(2, tokensFetched());
  }

  @Test
  void tokenRefusedForGood_fails() {
    server.statuses.put("/latest/meta-data/instance-id", 401);

    assertEquals(
        new MetadataAnswer.Failed(
            "metadata service "
                + server.endpoint()
                + "/latest/meta-data/instance-id: HTTP status 401"),
        client.get("instance-id"));
    assertEquals(2, tokensFetched());
  }

  @Test
  void missingValue_read_isAbsent() {
    assertEquals(
        new MetadataAnswer.Absent("/latest/meta-data/ipv4-prefix"), client.get("ipv4-prefix"));
  }

  @Test
  void switchedOffService_read_saysSo() {
    server.statuses.put("/latest/api/token", 403);

    assertEquals(
        new MetadataAnswer.Failed(
            "metadata service "
                + server.endpoint()
                + "/latest/api/token: HTTP status 403; the metadata service of this instance is"
                + " switched off"),
        client.get("instance-id"));
  }

  @Test
  void redirect_read_isNotFollowed() {
    server.statuses.put("/latest/meta-data/instance-id", 302);

    assertTrue(failure(client.get("instance-id")).endsWith("HTTP status 302"));
  }

  @Test
  void serverError_read_namesPathAndStatus() {
    server.statuses.put("/latest/meta-data/instance-id", 500);

    assertTrue(
        failure(client.get("instance-id"))
            .endsWith("/latest/meta-data/instance-id: HTTP status 500"));
  }

  @Test
  void oversizedAnswer_read_fails() {
    server.values.put("big", "x".repeat(1_025));

    assertTrue(failure(client.get("big")).endsWith("/big: the answer has more than 1024 bytes"));
  }

  @Test
  void largestAllowedAnswer_read_isFound() {
    server.values.put("big", "x".repeat(1_024));

    assertInstanceOf(MetadataAnswer.Found.class, client.get("big"));
  }

  @Test
  void tokenThatIsNoHeaderValue_isNotSent() {
    server.token = "a b";

    assertTrue(failure(client.get("instance-id")).endsWith("/latest/api/token: HTTP status 200"));
  }

  @Test
  void silentService_read_failsInTimeAndNamesTheHopLimit() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());

      assertEquals(
          "metadata service "
              + endpoint
              + "/latest/api/token: no answer in time; the daemon needs the host's network, or a"
              + " hop limit of 2 or more in the instance's metadata options",
          failure(client(endpoint, 50).get("instance-id")));
    }
  }

  @Test
  void nobodyListening_read_namesThePath() {
    URI endpoint = server.endpoint();
    server.close();

    assertTrue(
        failure(client.get("instance-id"))
            .startsWith("metadata service " + endpoint + "/latest/api/token: "));
  }

  /// Patient enough for a busy machine.
  private MetadataClient client(URI endpoint) {
    return client(endpoint, 30_000);
  }

  private MetadataClient client(URI endpoint, int readMillis) {
    return new MetadataClient(endpoint, new MetadataLimits(30_000, readMillis, 1_024), nanos::get);
  }

  private long tokensFetched() {
    return server.requests.stream().filter(r -> r.startsWith("PUT")).count();
  }

  private static String failure(MetadataAnswer answer) {
    return assertInstanceOf(MetadataAnswer.Failed.class, answer).sentence();
  }
}
