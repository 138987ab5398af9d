package io.berth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.DecodeFailure;
import io.berth.wire.Frame;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every way in which an exchange can end, each against a real Unix socket whose far end follows a
/// script.
class BerthClientTest {

  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;

  /// A client whose clock moves by `stepMillis` each time it is read, so that where the deadline
  /// strikes does not depend on the machine.
  private BerthClient clientWithClock(long stepMillis) {
    AtomicLong nanos = new AtomicLong();
    return new BerthClient(socket(), () -> nanos.getAndAdd(stepMillis * 1_000_000));
  }

  private Path socket() {
    return folder.resolve("ipamd.sock");
  }

  private static void write(SocketChannel connection, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      throw new IOException("nothing to write");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      connection.write(buffer);
    }
  }

  @Test
  void cni_allFields_arriveAndTheReplyComesBack() throws Exception {
    CniRequest request =
        CniRequest.empty()
            .withCommand("ADD")
            .withAttachment("c0ffee01", "/run/netns/t1", "eth0")
            .withArgs("K8S_POD_NAME=web")
            .withPath("/opt/cni/bin")
            .withNetnsOverride("")
            .withStdin("{\"cniVersion\":\"1.1.0\",\"name\":\"podnet ü\"}")
            .withClientVersion("0.1.0");
    AtomicReference<@Nullable Message> seen = new AtomicReference<>();
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              FakeDaemon.Request received = FakeDaemon.read(connection);
              seen.set(received.message());
              write(
                  connection,
                  Frame.encode(received.header().requestId(), new Reply(0, "{}", "log")));
            })) {
      assertEquals(
          new Outcome.Replied(new Reply(0, "{}", "log")), daemon.client().cni(request, AMPLE));
    }
    assertEquals(request, seen.get());
  }

  @Test
  void control_largestRequestAndReply_passWhole() throws Exception {
    String arguments = "x".repeat(Limits.MAX_PAYLOAD_BYTES - 2 * Limits.FIELD_OVERHEAD_BYTES - 4);
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              FakeDaemon.Request received = FakeDaemon.read(connection);
              ControlRequest request = (ControlRequest) received.message();
              Reply reply = new Reply(0, request.arguments().substring(12), "");
              write(connection, Frame.encode(received.header().requestId(), reply));
            })) {
      assertEquals(
          new Outcome.Replied(new Reply(0, arguments.substring(12), "")),
          daemon.client().control(new ControlRequest("pool", arguments), AMPLE));
    }
  }

  @Test
  void control_requestBeyondTheLimit_isNotSent() {
    ControlRequest request = new ControlRequest("pool", "x".repeat(Limits.MAX_PAYLOAD_BYTES));
    assertEquals(new Outcome.RequestTooLarge(), new BerthClient(socket()).control(request, AMPLE));
  }

  @Test
  void control_noSocket_isUnreachableAndNamesTheSocket() {
    assertEquals(
        new Outcome.Unreachable(
            "berth-ipamd on " + socket() + " cannot be reached: No such file or directory"),
        new BerthClient(socket()).control(new ControlRequest("pool", ""), AMPLE));
  }

  @Test
  void control_fileThatIsNoSocket_isUnreachable() throws Exception {
    Files.createFile(socket());
    assertEquals(
        new Outcome.Unreachable(
            "berth-ipamd on " + socket() + " cannot be reached: Connection refused"),
        new BerthClient(socket()).control(new ControlRequest("pool", ""), AMPLE));
  }

  @Test
  void control_daemonNeverAnswers_timesOut() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket(), FakeDaemon::awaitClose)) {
      assertEquals(
          new Outcome.TimedOut(
              "berth-ipamd on " + daemon.socket() + " did not answer within 50 ms"),
          clientWithClock(10).control(new ControlRequest("pool", ""), SHORT));
    }
  }

  @Test
  void control_daemonNeverReads_timesOut() throws Exception {
    ControlRequest request = new ControlRequest("pool", "x".repeat(1_000_000));
    Object open = new Object();
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              synchronized (open) {
                connection.getRemoteAddress();
              }
            })) {
      Outcome outcome;
      synchronized (open) {
        outcome = clientWithClock(10).control(request, SHORT);
      }
      assertEquals(
          new Outcome.TimedOut(
              "berth-ipamd on " + daemon.socket() + " did not take the request within 50 ms"),
          outcome);
    }
  }

  @Test
  void control_deadlineBeforeTheConnection_timesOut() {
    assertEquals(
        new Outcome.TimedOut(
            "berth-ipamd on " + socket() + " did not accept a connection within 50 ms"),
        clientWithClock(60).control(new ControlRequest("pool", ""), SHORT));
  }

  @Test
  void control_daemonClosesInMidAnswer_isUnreachable() throws Exception {
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              FakeDaemon.read(connection);
              write(connection, new byte[] {0x42, 0x52, 0x54});
            })) {
      assertEquals(
          new Outcome.Unreachable(
              "berth-ipamd on "
                  + socket()
                  + " closed the connection before its answer was complete"),
          daemon.client().control(new ControlRequest("pool", ""), AMPLE));
    }
  }

  @Test
  void control_somethingElseAnswers_isMalformed() throws Exception {
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection ->
                write(connection, "HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.UTF_8)))) {
      assertEquals(
          new Outcome.Malformed(new DecodeFailure.WrongMagic(0x48545450)),
          daemon.client().control(new ControlRequest("pool", ""), AMPLE));
    }
  }

  @Test
  void control_replyToAnotherRequest_isMalformed() throws Exception {
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              FakeDaemon.read(connection);
              write(connection, Frame.encode(77, new Reply(0, "", "")));
            })) {
      Outcome outcome = daemon.client().control(new ControlRequest("pool", ""), AMPLE);
      assertEquals(
          "the reply answers request 77, asked was 1",
          assertInstanceOf(Outcome.Malformed.class, outcome).failure().message());
    }
  }

  @Test
  void control_requestInsteadOfReply_isMalformed() throws Exception {
    try (FakeDaemon daemon =
        new FakeDaemon(
            socket(),
            connection -> {
              FakeDaemon.read(connection);
              write(connection, Frame.encode(1, new ControlRequest("pool", "")));
            })) {
      assertEquals(
          new Outcome.Malformed(new DecodeFailure.UnexpectedKind(3)),
          daemon.client().control(new ControlRequest("pool", ""), AMPLE));
    }
  }

  @Test
  void control_deadlineNotPositive_isABug() {
    BerthClient client = new BerthClient(socket());
    assertThrows(
        IllegalArgumentException.class,
        () -> client.control(new ControlRequest("pool", ""), Duration.ZERO));
  }
}
