package io.berth.client;

import io.berth.wire.DecodeFailure;
import io.berth.wire.Decoded;
import io.berth.wire.FrameHeader;
import io.berth.wire.Kind;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;
import org.jspecify.annotations.Nullable;

/// One connection for one exchange. The kernel's own socket time-outs keep each step within the
/// deadline, so no thread and no selector is needed.
final class Connection implements Closeable {

  private final Path socket;
  private final Deadline deadline;
  private final UnixSocketChannel channel;

  Connection(Path socket, Deadline deadline) throws IOException {
    this.socket = socket;
    this.deadline = deadline;
    channel = UnixSocketChannel.open();
  }

  Outcome exchange(byte[] frame, int requestId) throws IOException {
    if (!connect()) {
      return timedOut("accept a connection");
    }
    // A daemon that refuses a frame may answer and close before it has read all of it.
    IOException unsent = null;
    try {
      if (!write(ByteBuffer.wrap(frame))) {
        return timedOut("take the request");
      }
    } catch (IOException broken) {
      unsent = broken;
    }
    ByteBuffer headerBytes = ByteBuffer.allocate(Limits.HEADER_BYTES);
    Outcome failed = read(headerBytes);
    if (failed != null && unsent != null) {
      throw unsent;
    }
    if (failed != null) {
      return failed;
    }
    Decoded<FrameHeader> decoded = FrameHeader.decode(headerBytes.array());
    if (decoded instanceof Decoded.Malformed<FrameHeader> malformed) {
      return new Outcome.Malformed(malformed.failure());
    }
    FrameHeader header = ((Decoded.Value<FrameHeader>) decoded).value();
    if (header.kind() != Kind.REPLY) {
      return new Outcome.Malformed(new DecodeFailure.UnexpectedKind(header.kind().code()));
    }
    if (header.requestId() != requestId) {
      return new Outcome.Malformed(new DecodeFailure.WrongRequestId(requestId, header.requestId()));
    }
    ByteBuffer payload = ByteBuffer.allocate(header.payloadBytes());
    failed = read(payload);
    return failed != null ? failed : decode(header, payload.array());
  }

  private static Outcome decode(FrameHeader header, byte[] payload) {
    Decoded<Message> message = Message.decode(header, payload);
    if (message instanceof Decoded.Malformed<Message> malformed) {
      return new Outcome.Malformed(malformed.failure());
    }
    return new Outcome.Replied((Reply) ((Decoded.Value<Message>) message).value());
  }

  /// False when the deadline passed first.
  private boolean connect() throws IOException {
    int remaining = deadline.remainingMillis();
    if (remaining == 0) {
      return false;
    }
    // On Linux the send time-out also bounds the wait for a place in the listener's backlog.
    channel.setOption(UnixSocketOptions.SO_SNDTIMEO, remaining);
    return channel.connect(new UnixSocketAddress(socket.toString()));
  }

  /// False when the deadline passed first.
  private boolean write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int remaining = deadline.remainingMillis();
      if (remaining == 0) {
        return false;
      }
      channel.setOption(UnixSocketOptions.SO_SNDTIMEO, remaining);
      channel.write(bytes);
    }
    return true;
  }

  /// Fills `bytes`; null when that succeeded.
  private @Nullable Outcome read(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int remaining = deadline.remainingMillis();
      if (remaining == 0) {
        return timedOut("answer");
      }
      channel.setOption(UnixSocketOptions.SO_RCVTIMEO, remaining);
      if (channel.read(bytes) < 0) {
        return new Outcome.Unreachable(
            "berth-ipamd on " + socket + " closed the connection before its answer was complete");
      }
    }
    return null;
  }

  private Outcome timedOut(String step) {
    return new Outcome.TimedOut(
        "berth-ipamd on "
            + socket
            + " did not "
            + step
            + " within "
            + deadline.length().toMillis()
            + " ms");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
