package io.berth.ipamd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.wire.CniRequest;
import io.berth.wire.Limits;
import io.berth.wire.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Aim: large frames share a bound of memory, and small ones do not wait for them. Method: a real
/// socket, and a bound that one large frame fills.
@Timeout(120)
class SocketServerLargeFramesTest {

  private static final CniRequest ADD = CniRequest.empty().withCommand("ADD");

  @TempDir private Path folder = Path.of("");

  // Set by start().
  @SuppressWarnings("NullAway.Init")
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server =
        new ServerFixture(
            folder, new ServerLimits(16, 60_000, 60_000, 60_000, Limits.MAX_PAYLOAD_BYTES + 100));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void largeRequests_beyondTheirBound_waitForOneAnother() throws Exception {
    CniRequest large = ADD.withStdin("x".repeat(1_000_000));
    byte[] payload = Objects.requireNonNull(large.encode());
    try (Client first = server.client();
        Client second = server.client();
        Client small = server.client()) {
      first.send(SocketServerHostileClientTest.header(1, 1, 0, 0, payload.length));
      first.send(Arrays.copyOf(payload, payload.length - 1));
      Thread sending =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  second.send(7, large.withCommand("DEL"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      small.send(3, ADD.withCommand("CHECK"));
      FakeHandler.Call third = server.handler.calls.take();
      assertEquals("CHECK", third.request().command(), "small ones do not wait");
      third.succeed("");
      first.send(payload[payload.length - 1]);
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals("ADD", call.request().command());
      call.succeed("");
      FakeHandler.Call next = server.handler.calls.take();
      assertEquals("DEL", next.request().command());
      next.succeed("");
      sending.join();
      assertEquals(0, first.reply(7).exitCode());
      assertEquals(0, second.reply(7).exitCode());
    }
  }

  @Test
  void largeAnswers_beyondTheirBound_areReplacedByASentence() throws Exception {
    try (Client first = server.client();
        Client second = server.client()) {
      first.send(1, ADD);
      second.send(2, ADD);
      server.handler.calls.take().succeed("y".repeat(1_000_000));
      server.settle();
      server.handler.calls.take().succeed("y".repeat(1_000_000));
      assertEquals(
          new Reply(1, "", "too many large answers wait for their readers; ask again"),
          second.reply(2));
      assertEquals(1_000_000, first.reply(1).stdout().length());
    }
  }
}
