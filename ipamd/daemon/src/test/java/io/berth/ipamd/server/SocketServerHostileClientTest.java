package io.berth.ipamd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.Frame;
import io.berth.wire.FrameHeader;
import io.berth.wire.Limits;
import io.berth.wire.Reply;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Aim: whatever a client sends, withholds or abandons, the server lives, answers where it can and
/// leaks nothing. Method: a real socket and a client that misbehaves; descriptors and sockets are
/// counted in the kernel's list.
@Timeout(120)
class SocketServerHostileClientTest {

  private static final CniRequest ADD = CniRequest.empty().withCommand("ADD");

  @TempDir private Path folder = Path.of("");

  // Set by start().
  @SuppressWarnings("NullAway.Init")
  private ServerFixture server;

  @SuppressWarnings("NullAway.Init")
  private FileDescriptor[] pipe;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(folder, ServerLimits.STANDARD);
    pipe = FileDescriptor.pipe();
  }

  /// Whatever a test did, the next client is served and nothing is left open.
  @AfterEach
  void serverLivesAndHoldsNothing() throws Exception {
    try (Client client = server.client()) {
      client.send(42, ADD);
      server.handler.calls.take().succeed("alive");
      assertEquals("alive", client.reply(42).stdout());
    }
    while (OpenFiles.ofPipe(pipe[0]) > 2) {
      Thread.onSpinWait();
    }
    server.close();
    pipe[0].close();
    pipe[1].close();
  }

  private void restart(ServerLimits limits) throws Exception {
    server.close();
    server = new ServerFixture(folder, limits);
  }

  private byte[] answerTo(byte... bytes) throws Exception {
    try (Client client = server.client()) {
      client.send(bytes);
      return client.receiveAll();
    }
  }

  static byte[] header(int version, int kind, int descriptors, int reserved, int payload) {
    return ByteBuffer.allocate(Limits.HEADER_BYTES)
        .putInt(FrameHeader.MAGIC)
        .put((byte) version)
        .put((byte) kind)
        .put((byte) descriptors)
        .put((byte) reserved)
        .putInt(7)
        .putInt(payload)
        .array();
  }

  @Test
  void header_malformed_closesWithoutAnswer() throws Exception {
    assertEquals(0, answerTo("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).length);
    assertEquals(0, answerTo(header(1, 9, 0, 0, 0)).length, "kind");
    assertEquals(0, answerTo(header(1, 2, 0, 0, 0)).length, "a reply");
    assertEquals(0, answerTo(header(1, 1, 1, 0, 0)).length, "one descriptor");
    assertEquals(0, answerTo(header(1, 3, 2, 0, 0)).length, "descriptors with control");
    assertEquals(0, answerTo(header(1, 1, 0, 1, 0)).length, "reserved");
    assertEquals(0, answerTo(header(1, 1, 0, 0, Limits.MAX_PAYLOAD_BYTES + 1)).length, "size");
    assertEquals(0, answerTo(header(1, 1, 0, 0, -1)).length, "size above 2 GiB");
    assertTrue(server.handler.calls.isEmpty());
  }

  @Test
  void version_unknown_isAnsweredWithTryAgainAndAdvice() throws Exception {
    try (Client client = server.client()) {
      client.send(header(2, 1, 0, 0, 5));
      client.send(new byte[5]);
      assertEquals(
          new Reply(
              1,
              "{\"cniVersion\":\"1.1.0\",\"code\":11,\"msg\":\"wire version 2 is not spoken here"
                  + " (spoken: 1 to 1): upgrade the older of executable and daemon\"}",
              ""),
          client.reply(7));
    }
  }

  @Test
  void payload_malformed_isAnsweredWithItsFault() throws Exception {
    byte[] payload = {0, 1, 0, 0, 0, 9, 'A'};
    try (Client client = server.client()) {
      client.send(header(1, 1, 0, 0, payload.length));
      client.send(payload);
      assertEquals(
          "{\"cniVersion\":\"1.1.0\",\"code\":6,\"msg\":\"field 1 is cut short: it needs 9 bytes,"
              + " 1 are there\"}",
          client.reply(7).stdout());
    }
    try (Client client = server.client()) {
      client.send(header(1, 3, 0, 0, payload.length));
      client.send(payload);
      assertEquals(
          new Reply(1, "", "field 1 is cut short: it needs 9 bytes, 1 are there"), client.reply(7));
    }
  }

  @Test
  void payload_malformedWithDescriptors_closesThem() throws Exception {
    try (Client client = server.client()) {
      client.send(header(1, 1, 2, 0, 1));
      client.sendDescriptor(pipe[0].intValue());
      client.sendDescriptor(pipe[1].intValue());
      client.send((byte) 0);
      assertEquals(1, client.reply(7).exitCode());
    }
    assertEquals(2, OpenFiles.ofPipe(pipe[0]));
  }

  @Test
  void bytes_afterTheRequest_closeTheConnection() throws Exception {
    try (Client client = server.client()) {
      client.send(1, ADD, pipe[0].intValue(), pipe[1].intValue());
      FakeHandler.Call call = server.handler.calls.take();
      client.send((byte) 'x');
      assertEquals(0, client.receiveAll().length);
      call.add("result");
    }
    assertEquals(FakeHandler.LEASE, server.handler.undelivered.take());
  }

  @Test
  void descriptor_whereNoneBelongs_isDropped() throws Exception {
    try (Client client = server.client()) {
      client.sendDescriptor(pipe[0].intValue());
      client.send(new byte[15]);
      assertEquals(0, client.receiveAll().length);
    }
    try (Client client = server.client()) {
      client.send(1, ADD);
      FakeHandler.Call call = server.handler.calls.take();
      client.sendDescriptor(pipe[0].intValue());
      assertEquals(0, client.receiveAll().length);
      call.succeed("");
    }
  }

  @Test
  void descriptors_missing_connectionEndsWithoutCall() throws Exception {
    restart(new ServerLimits(16, 5_000, 1_000, 5_000));
    try (Client client = server.client()) {
      client.send(header(1, 1, 2, 0, 1));
      client.sendDescriptor(pipe[0].intValue());
      client.send((byte) 'D', (byte) 0);
      assertEquals(0, client.receiveAll().length);
    }
    assertTrue(server.handler.calls.isEmpty());
  }

  @Test
  void client_goneInMidRequest_leavesNothing() throws Exception {
    byte[] frame = Objects.requireNonNull(Frame.encode(1, ADD));
    for (int length = 0; length < frame.length; length++) {
      try (Client client = server.client()) {
        client.send(Arrays.copyOf(frame, length));
      }
    }
    for (int count = 0; count <= 2; count++) {
      try (Client client = server.client()) {
        client.send(header(1, 1, 2, 0, 9));
        for (int i = 0; i < count; i++) {
          client.sendDescriptor(pipe[i].intValue());
        }
      }
    }
    server.settle();
    assertTrue(server.handler.calls.isEmpty());
  }

  @Test
  void client_goneWhileItsAddRuns_descriptorsStayOpenAndTheAddIsUndone() throws Exception {
    FakeHandler.Call call;
    try (Client client = server.client()) {
      client.send(1, ADD, pipe[0].intValue(), pipe[1].intValue());
      call = server.handler.calls.take();
    }
    server.settle();
    assertTrue(OpenFiles.isSamePipe(call.namespaceDescriptor(), pipe[0]), "open until the answer");
    assertTrue(OpenFiles.isSamePipe(call.netlinkDescriptor(), pipe[1]), "open until the answer");
    call.add("result");
    assertEquals(FakeHandler.LEASE, server.handler.undelivered.take());
    server.settle();
    assertEquals(2, OpenFiles.ofPipe(pipe[0]));
    assertTrue(server.handler.undelivered.isEmpty(), "undone once");
  }

  @Test
  void client_goneRightAfterItsRequest_isServedAndTheAddUndone() throws Exception {
    try (Client client = server.client()) {
      client.send(1, ADD);
    }
    server.handler.calls.take().add("result");
    assertEquals(FakeHandler.LEASE, server.handler.undelivered.take());
  }

  /// Netty reads on until the end once it has seen that the client is gone, and may then take bytes
  /// for descriptors or the other way round. Such a request need not be served, but must not leak.
  @Test
  void client_goneRightAfterItsRequestWithDescriptors_leavesNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Client client = server.client()) {
        client.send(i, ADD.withCommand("DEL"), pipe[0].intValue(), pipe[1].intValue());
      }
    }
    try (Client client = server.client()) {
      client.send(50, ADD);
      FakeHandler.Call call = server.handler.calls.take();
      while (!ADD.equals(call.request())) {
        call.succeed("");
        call = server.handler.calls.take();
      }
      call.succeed("last");
      assertEquals("last", client.reply(50).stdout());
    }
  }

  @Test
  void client_goneBeforeAnAnswerThatAddedNothing_nothingIsUndone() throws Exception {
    try (Client client = server.client()) {
      client.send(1, ADD);
    }
    server.handler.calls.take().succeed("");
    server.settle();
    assertTrue(server.handler.undelivered.isEmpty());
  }

  @Test
  void client_silent_isClosedAtTheHeaderDeadline() throws Exception {
    restart(new ServerLimits(16, 1_000, 5_000, 5_000));
    try (Client silent = server.client();
        Client half = server.client()) {
      half.send(new byte[] {0x42, 0x52});
      assertEquals(0, silent.receiveAll().length);
      assertEquals(0, half.receiveAll().length);
    }
  }

  @Test
  void client_stuckInMidRequest_isClosedAtTheRequestDeadline() throws Exception {
    restart(new ServerLimits(16, 5_000, 1_000, 5_000));
    try (Client client = server.client()) {
      client.send(header(1, 1, 2, 0, 100));
      client.sendDescriptor(pipe[0].intValue());
      client.sendDescriptor(pipe[1].intValue());
      client.send((byte) 0);
      assertEquals(0, client.receiveAll().length);
    }
  }

  @Test
  void client_thatDoesNotReadItsReply_isClosedAndTheAddUndone() throws Exception {
    restart(new ServerLimits(16, 5_000, 5_000, 50));
    try (Client client = server.client()) {
      client.send(1, ADD);
      server.handler.calls.take().add("y".repeat(1_000_000));
      assertEquals(FakeHandler.LEASE, server.handler.undelivered.take());
    }
    server.settle();
    assertTrue(server.handler.undelivered.isEmpty(), "undone once");
  }

  @Test
  void handler_throwing_isADefectThatStopsTheProcess() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    BlockingQueue<String> defects = new LinkedBlockingQueue<>();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> defects.add(thread.getName() + " " + thrown.getMessage()));
    SocketServer broken = new SocketServer(ServerFixture.uid(folder), ServerLimits.STANDARD);
    try {
      Path socket = folder.resolve("broken.sock");
      broken.start(
          socket,
          new ThrowingHandler(),
          (_, _) -> {
            throw new IllegalStateException("told to");
          });
      try (Client client = new Client(socket)) {
        client.send(1, ADD);
        assertEquals("io told to", defects.take());
      }
      try (Client client = new Client(socket)) {
        client.send(Objects.requireNonNull(Frame.encode(2, new ControlRequest("pool", ""))));
        assertEquals("io told to", defects.take());
      }
      broken
          .executor()
          .execute(() -> {
            throw new IllegalStateException("a task");
          });
      assertEquals("io a task", defects.take());
    } finally {
      broken.close(1);
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void call_answeredTwice_isADefect() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    BlockingQueue<String> defects = new LinkedBlockingQueue<>();
    Thread.setDefaultUncaughtExceptionHandler(
        (_, thrown) -> defects.add(String.valueOf(thrown.getMessage())));
    try (Client client = server.client()) {
      client.send(1, ADD);
      FakeHandler.Call call = server.handler.calls.take();
      call.succeed("first");
      call.succeed("second");
      assertTrue(defects.take().startsWith("a call was answered twice"));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void caller_ofAnotherUser_isClosedUnheard() throws Exception {
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    try (ServerFixture strict =
            new ServerFixture(other, ServerLimits.STANDARD, ServerFixture.uid(folder) + 1);
        Client client = strict.client()) {
      assertEquals(0, client.receiveAll().length);
      assertTrue(strict.handler.calls.isEmpty());
    }
  }

  @Test
  void clients_moreThanPlaces_waitTheirTurn() throws Exception {
    restart(new ServerLimits(4, 5_000, 5_000, 5_000));
    Client[] clients = new Client[40];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = server.client();
      clients[i].send(i, ADD, pipe[0].intValue(), pipe[1].intValue());
    }
    for (int i = 0; i < clients.length; i++) {
      FakeHandler.Call call = server.handler.calls.take();
      server.settle();
      assertTrue(server.handler.calls.size() < 4, "at most four run");
      call.succeed("");
    }
    for (int i = 0; i < clients.length; i++) {
      assertEquals(0, clients[i].reply(i).exitCode());
      clients[i].close();
    }
  }

  @Test
  void clients_goneWhileTheirWorkRuns_keepTheirPlaces() throws Exception {
    restart(new ServerLimits(2, 5_000, 5_000, 5_000));
    for (int i = 0; i < 2; i++) {
      try (Client client = server.client()) {
        client.send(i, ADD);
      }
    }
    FakeHandler.Call first = server.handler.calls.take();
    FakeHandler.Call second = server.handler.calls.take();
    try (Client third = server.client()) {
      third.send(3, ADD);
      server.settle();
      server.settle();
      assertTrue(server.handler.calls.isEmpty(), "no place for the third");
      first.succeed("");
      server.handler.calls.take().succeed("third");
      assertEquals("third", third.reply(3).stdout());
    }
    second.succeed("");
  }

  @Test
  void flood_ofGarbage_leavesNoSocket() throws Exception {
    long before = OpenFiles.sockets();
    for (int i = 0; i < 500; i++) {
      assertEquals(0, answerTo(new byte[Limits.HEADER_BYTES]).length);
    }
    while (OpenFiles.sockets() > before) {
      Thread.onSpinWait();
    }
  }

  /// Four kinds of client, all held open by the other side: silent, half a header, garbage, and a
  /// request with descriptors. The places are an eighth of the clients.
  @Test
  void flood_ofTwoThousandConnections_losesNoRequest() throws Exception {
    restart(new ServerLimits(256, 2_000, 2_000, 10_000));
    long before = OpenFiles.sockets();
    Thread answering =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 500; i++) {
                  server.handler.calls.take().succeed("served");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Client[] clients = new Client[2_000];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = server.client();
      switch (i % 4) {
        case 0 -> clients[i].send(i, ADD, pipe[0].intValue(), pipe[1].intValue());
        case 1 -> clients[i].send(Arrays.copyOf(header(1, 1, 0, 0, 9), 7));
        case 2 -> clients[i].send(new byte[Limits.HEADER_BYTES]);
        default -> {
          // Says nothing.
        }
      }
    }
    for (int i = 0; i < clients.length; i++) {
      if (i % 4 == 0) {
        assertEquals("served", clients[i].reply(i).stdout());
      }
      clients[i].close();
    }
    answering.join();
    while (OpenFiles.sockets() > before) {
      Thread.onSpinWait();
    }
  }
}
