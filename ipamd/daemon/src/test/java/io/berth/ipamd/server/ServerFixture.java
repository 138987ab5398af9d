package io.berth.ipamd.server;

import io.berth.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/// A server on a socket in a temporary folder, for the user who runs the test.
final class ServerFixture implements AutoCloseable {

  private static final long GRACE_MILLIS = 2_000;

  final FakeHandler handler = new FakeHandler();
  final Path socket;
  private final SocketServer server;

  ServerFixture(Path folder, ServerLimits limits) throws IOException {
    this(folder, limits, uid(folder));
  }

  ServerFixture(Path folder, ServerLimits limits, int allowedUid) throws IOException {
    socket = folder.resolve("ipamd.sock");
    server = new SocketServer(allowedUid, limits);
    server.start(
        socket,
        handler,
        (request, replyTo) ->
            replyTo.accept(new Reply(3, request.command() + request.arguments(), "to a person")));
  }

  /// Who owns what this process makes.
  static int uid(Path folder) throws IOException {
    return (Integer)
        Objects.requireNonNull(Files.getAttribute(folder, "unix:uid"), "Linux has uids");
  }

  Client client() throws IOException {
    return new Client(socket);
  }

  /// Waits until everything that was posted to the `io` thread before has run.
  void settle() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    server.executor().execute(ran::countDown);
    ran.await();
  }

  void stopAccepting() {
    server.stopAccepting();
  }

  @Override
  public void close() {
    server.close(GRACE_MILLIS);
  }
}
