package io.berth.cni;

import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.FrameHeader;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A daemon on a real Unix socket that answers every request with the bytes that a function gives.
/// Descriptors that come with a request are lost; their bytes are not.
final class SocketDaemon implements AutoCloseable {

  private final ServerSocketChannel listener;
  private final Thread thread;
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private volatile Function<FrameHeader, byte[]> answer;

  SocketDaemon(Path socket, Function<FrameHeader, byte[]> answer) throws IOException {
    this.answer = answer;
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    thread = new Thread(this::serve, "daemon");
    thread.start();
  }

  /// A whole reply frame to a request.
  static Function<FrameHeader, byte[]> replying(int exitCode, String stdout, String stderr) {
    return header -> {
      byte @Nullable [] frame =
          Frame.encode(header.requestId(), new Reply(exitCode, stdout, stderr));
      if (frame == null) {
        throw new AssertionError("the reply is too large");
      }
      return frame;
    };
  }

  /// Answers differently from now on.
  void answer(Function<FrameHeader, byte[]> next) {
    answer = next;
  }

  /// The requests so far, in order.
  List<Message> requests() {
    return requests;
  }

  private void serve() {
    while (listener.isOpen()) {
      try (SocketChannel connection = listener.accept()) {
        serve(connection);
      } catch (IOException gone) {
        // The listener was closed, or the client did not wait for its answer; the test sees the
        // rest.
      }
    }
  }

  private void serve(SocketChannel connection) throws IOException {
    Decoded<FrameHeader> decoded = FrameHeader.decode(read(connection, Limits.HEADER_BYTES));
    FrameHeader header = ((Decoded.Value<FrameHeader>) decoded).value();
    read(connection, header.descriptors());
    byte[] payload = read(connection, header.payloadBytes());
    requests.add(((Decoded.Value<Message>) Message.decode(header, payload)).value());
    ByteBuffer bytes = ByteBuffer.wrap(answer.apply(header));
    while (bytes.hasRemaining()) {
      connection.write(bytes);
    }
  }

  private static byte[] read(SocketChannel connection, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (connection.read(bytes) < 0) {
        throw new IOException("end of stream");
      }
    }
    return bytes.array();
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
