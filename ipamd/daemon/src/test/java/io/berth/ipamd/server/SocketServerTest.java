package io.berth.ipamd.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.Frame;
import io.berth.wire.Limits;
import io.berth.wire.Reply;
import io.netty.channel.unix.FileDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Aim: requests arrive whole and with their descriptors however they are cut, and each gets its
/// reply. Method: a real socket, a client of bare bytes, a handler that the test answers for.
@Timeout(120)
class SocketServerTest {

  private static final CniRequest ADD =
      CniRequest.empty().withCommand("ADD").withAttachment("c0ffee01", "/run/netns/t1", "eth0");

  @TempDir private Path folder = Path.of("");

  // Set by start().
  @SuppressWarnings("NullAway.Init")
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(folder, ServerLimits.STANDARD);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void request_withoutDescriptors_isServedAndAnswered() throws Exception {
    try (Client client = server.client()) {
      client.send(77, ADD);
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals(ADD, call.request());
      assertEquals(-1, call.namespaceDescriptor());
      assertEquals(-1, call.netlinkDescriptor());
      call.add("{\"é\":1}");
      assertEquals(new Reply(0, "{\"é\":1}", ""), client.reply(77));
      assertEquals(FakeHandler.LEASE, server.handler.delivered.take());
    }
    assertTrue(server.handler.undelivered.isEmpty());
  }

  @Test
  void request_ofControlClient_isAnsweredByTheControlHandler() throws Exception {
    try (Client client = server.client()) {
      client.send(Objects.requireNonNull(Frame.encode(5, new ControlRequest("pool", "{\"a\":1}"))));
      assertEquals(new Reply(3, "pool{\"a\":1}", "to a person"), client.reply(5));
    }
  }

  @Test
  void request_withDescriptors_handlerGetsThemInOrderAndOpen() throws Exception {
    FileDescriptor[] first = FileDescriptor.pipe();
    FileDescriptor[] second = FileDescriptor.pipe();
    try (Client client = server.client()) {
      client.send(1, ADD, first[0].intValue(), second[0].intValue());
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals(ADD, call.request());
      assertNotEquals(first[0].intValue(), call.namespaceDescriptor());
      assertTrue(OpenFiles.isSamePipe(call.namespaceDescriptor(), first[0]));
      assertTrue(OpenFiles.isSamePipe(call.netlinkDescriptor(), second[0]));
      call.succeed("");
      assertEquals(new Reply(0, "", ""), client.reply(1));
      assertEquals(2, OpenFiles.ofPipe(first[0]), "both ends of the test's own");
      assertEquals(2, OpenFiles.ofPipe(second[0]), "both ends of the test's own");
    } finally {
      close(first, second);
    }
  }

  private static void close(FileDescriptor[]... pipes) throws Exception {
    for (FileDescriptor[] pipe : pipes) {
      pipe[0].close();
      pipe[1].close();
    }
  }

  @Test
  void request_inSingleBytes_isPutTogether() throws Exception {
    byte[] frame = Objects.requireNonNull(Frame.encode(9, ADD));
    try (Client client = server.client()) {
      for (byte b : frame) {
        client.send(b);
        server.settle();
      }
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals(ADD, call.request());
      call.succeed("x");
      assertEquals("x", client.reply(9).stdout());
    }
  }

  @Test
  void request_ofTheLargestSize_isServed() throws Exception {
    int overhead = 2 * Limits.FIELD_OVERHEAD_BYTES + "ADD".length();
    CniRequest large =
        CniRequest.empty()
            .withCommand("ADD")
            .withStdin("x".repeat(Limits.MAX_PAYLOAD_BYTES - overhead));
    try (Client client = server.client()) {
      client.send(9, large);
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals(large, call.request());
      call.succeed("y".repeat(1_000_000));
      assertEquals(1_000_000, client.reply(9).stdout().length());
    }
  }

  @Test
  void request_withEmptyPayload_isServed() throws Exception {
    try (Client client = server.client()) {
      client.send(9, CniRequest.empty());
      FakeHandler.Call call = server.handler.calls.take();
      assertEquals(CniRequest.empty(), call.request());
      call.succeed("");
      assertEquals(0, client.reply(9).exitCode());
    }
  }

  @Test
  void reply_tooLargeForAFrame_isReplacedByAnError() throws Exception {
    try (Client client = server.client()) {
      client.send(9, ADD);
      server.handler.calls.take().succeed("y".repeat(Limits.MAX_PAYLOAD_BYTES));
      assertEquals(new Reply(1, "", "the answer is too large for one frame"), client.reply(9));
    }
  }

  @Test
  void clients_twoHundredAtOnce_eachGetsItsOwnAnswer() throws Exception {
    FileDescriptor[] pipe = FileDescriptor.pipe();
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Client client = server.client();
        clients.add(client);
        client.send(i, ADD.withArgs(String.valueOf(i)), pipe[0].intValue(), pipe[1].intValue());
      }
      List<FakeHandler.Call> calls = new ArrayList<>();
      while (calls.size() < 200) {
        calls.add(server.handler.calls.take());
      }
      assertEquals(402, OpenFiles.ofPipe(pipe[0]));
      for (FakeHandler.Call call : calls) {
        call.succeed(String.valueOf(call.request().args()));
      }
      for (int i = 0; i < 200; i++) {
        assertEquals(String.valueOf(i), clients.get(i).reply(i).stdout());
      }
      assertEquals(2, OpenFiles.ofPipe(pipe[0]));
    } finally {
      for (Client client : clients) {
        client.close();
      }
      close(pipe);
    }
  }

  @Test
  void answer_fromAnotherThread_isWritten() throws Exception {
    try (Client client = server.client()) {
      client.send(1, ADD);
      FakeHandler.Call call = server.handler.calls.take();
      call.succeed("first");
      assertEquals("first", client.reply(1).stdout());
    }
    assertArrayEquals(new Object[0], server.handler.undelivered.toArray());
  }
}
