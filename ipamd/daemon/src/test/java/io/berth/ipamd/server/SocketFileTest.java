package io.berth.ipamd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.Reply;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Aim: the socket's name appears with the right mode, replaces only what may be replaced, and goes
/// with the server. Method: servers on names in a temporary folder.
@Timeout(120)
class SocketFileTest {

  @TempDir private Path folder = Path.of("");

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static long filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void start_inAMissingFolder_makesBothForTheOwnerOnly() throws Exception {
    Path run = folder.resolve("run/berth");
    try (ServerFixture server = new ServerFixture(run, ServerLimits.STANDARD, 0)) {
      assertEquals("rwx------", mode(run));
      assertEquals("rw-------", mode(server.socket));
      assertEquals(1, filesIn(run), "nothing but the socket");
    }
    assertEquals(0, filesIn(run), "the socket went with the server");
  }

  @Test
  void start_onAStaleSocket_replacesIt() throws Exception {
    Path socket = folder.resolve("ipamd.sock");
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket), "the JDK leaves the name behind");
    try (ServerFixture server = new ServerFixture(folder, ServerLimits.STANDARD);
        Client client = server.client()) {
      client.send(1, CniRequest.empty());
      server.handler.calls.take().succeed("served");
      assertEquals("served", client.reply(1).stdout());
    }
  }

  @Test
  void start_whereADaemonServes_isRefused() throws Exception {
    try (ServerFixture first = new ServerFixture(folder, ServerLimits.STANDARD)) {
      IOException refusal = assertThrows(IOException.class, () -> startOnly(first.socket));
      assertEquals(
          "another daemon serves on '" + first.socket + "'; stop it first", refusal.getMessage());
      assertEquals(1, filesIn(folder));
    }
  }

  private static void startOnly(Path socket) throws IOException {
    SocketServer server = new SocketServer(0, ServerLimits.STANDARD);
    try {
      server.start(socket, new FakeHandler(), (_, replyTo) -> replyTo.accept(new Reply(0, "", "")));
    } finally {
      server.close(1_000);
    }
  }

  @Test
  void start_onAFile_isRefusedAndTheFileStays() throws Exception {
    Path file = folder.resolve("ipamd.sock");
    Files.writeString(file, "precious");
    IOException refusal = assertThrows(IOException.class, () -> startOnly(file));
    assertEquals(
        "'" + file + "' exists and is not a socket; move it away or choose another name",
        refusal.getMessage());
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void start_withATooLongName_saysByHowMuch() throws Exception {
    Path deep = folder.resolve("d".repeat(100));
    IOException refusal =
        assertThrows(IOException.class, () -> startOnly(deep.resolve("ipamd.sock")));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(
        message.matches(
            "socket '.*' cannot be bound: its folder's name is \\d+ bytes too long for Linux;"
                + " choose a shorter one"),
        message);
    assertEquals(0, filesIn(deep));
  }

  @Test
  void stop_afterASuccessorTookTheName_leavesIt() throws Exception {
    try (ServerFixture server = new ServerFixture(folder, ServerLimits.STANDARD)) {
      Files.delete(server.socket);
      Files.writeString(server.socket, "successor");
      server.stopAccepting();
      assertEquals("successor", Files.readString(server.socket));
    }
  }

  @Test
  void stop_whileARequestRuns_letsItEnd() throws Exception {
    ServerFixture server = new ServerFixture(folder, ServerLimits.STANDARD);
    try (Client client = server.client()) {
      client.send(1, CniRequest.empty());
      FakeHandler.Call call = server.handler.calls.take();
      server.stopAccepting();
      assertFalse(Files.exists(server.socket));
      assertThrows(IOException.class, () -> server.client());
      call.succeed("last");
      assertEquals("last", client.reply(1).stdout());
    }
    server.close();
  }

  @Test
  void close_withIdleAndRunningConnections_endsTheIdleAndWaitsForTheOther() throws Exception {
    ServerFixture server = new ServerFixture(folder, ServerLimits.STANDARD);
    try (Client idle = server.client();
        Client busy = server.client()) {
      busy.send(1, CniRequest.empty());
      FakeHandler.Call call = server.handler.calls.take();
      Thread closing = Thread.ofPlatform().start(server::close);
      assertEquals(0, idle.receiveAll().length);
      call.succeed("done");
      assertEquals("done", busy.reply(1).stdout());
      closing.join();
    }
  }
}
