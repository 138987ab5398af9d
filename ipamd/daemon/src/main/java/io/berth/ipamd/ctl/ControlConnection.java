package io.berth.ipamd.ctl;

import io.berth.wire.ControlRequest;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.Limits;
import io.berth.wire.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// One question to the daemon over its Unix socket, on the JDK's channel because that starts
/// fastest.
final class ControlConnection {

  private static final int REQUEST_ID = 1;
  private static final int BUFFER_BYTES = 16 * 1024;

  private ControlConnection() {}

  /// Asks and waits for the answer.
  ///
  /// @throws IOException when there is no daemon or its answer makes no sense; the message is for a
  ///   person
  static Reply ask(Path socket, ControlRequest request) throws IOException {
    byte[] frame = Frame.encode(REQUEST_ID, request);
    if (frame == null) {
      throw new IOException("the request is larger than " + Limits.MAX_PAYLOAD_BYTES + " bytes");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer out = ByteBuffer.wrap(frame);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return decode(readAll(channel));
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      received.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (received.size() > Limits.HEADER_BYTES + Limits.MAX_PAYLOAD_BYTES) {
        throw new IOException("the daemon's answer is longer than the protocol allows");
      }
    }
    return received.toByteArray();
  }

  private static Reply decode(byte[] bytes) throws IOException {
    return switch (Frame.decode(bytes)) {
      case Decoded.Value<Frame>(Frame(_, Reply reply)) -> reply;
      case Decoded.Value<Frame>(Frame frame) ->
          throw new IOException("the daemon answered with a " + frame.header().kind());
      case Decoded.Malformed<Frame>(var failure) ->
          throw new IOException("the daemon's answer cannot be read: " + failure);
    };
  }
}
