package io.berth.client;

import io.berth.wire.Decoded;
import io.berth.wire.FrameHeader;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Accepts one connection and does with it what the test says.
final class FakeDaemon implements AutoCloseable {

  /// What to do with the one connection.
  interface Script {
    void serve(SocketChannel connection) throws IOException;
  }

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Thread thread;

  FakeDaemon(Path socket, Script script) throws IOException {
    this.socket = socket;
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    thread =
        new Thread(() -> {
          try (SocketChannel connection = listener.accept()) {
            script.serve(connection);
          } catch (IOException closed) {
            // The test ended, or its client went away: what these scripts are about.
          }
        });
    thread.start();
  }

  Path socket() {
    return socket;
  }

  /// A client of this daemon.
  BerthClient client() {
    return new BerthClient(socket);
  }

  /// Reads one whole request and returns it with its header.
  static Request read(SocketChannel connection) throws IOException {
    byte[] headerBytes = readFully(connection, Limits.HEADER_BYTES);
    if (!(FrameHeader.decode(headerBytes) instanceof Decoded.Value<FrameHeader> header)) {
      throw new IOException("malformed header");
    }
    byte[] payload = readFully(connection, header.value().payloadBytes());
    if (!(Message.decode(header.value(), payload) instanceof Decoded.Value<Message> message)) {
      throw new IOException("malformed payload");
    }
    return new Request(header.value(), message.value());
  }

  record Request(FrameHeader header, Message message) {}

  private static byte[] readFully(SocketChannel connection, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (connection.read(bytes) < 0) {
        throw new IOException("end of stream");
      }
    }
    return bytes.array();
  }

  /// Waits until the peer has closed its side.
  static void awaitClose(SocketChannel connection) throws IOException {
    while (connection.read(ByteBuffer.allocate(4096)) >= 0) {
      // What arrives does not matter here.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }
}
