package io.berth.ipamd.server;

import io.berth.wire.CniRequest;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.FrameHeader;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/// The other end of the socket, with a test's freedom to do everything wrong. Netty's bare socket,
/// because it can send descriptors; it never blocks, so waiting is a loop that a test's time limit
/// ends.
final class Client implements AutoCloseable {

  private final Socket socket = Socket.newSocketDomain();

  Client(Path server) throws IOException {
    while (!connected(server)) {
      Thread.onSpinWait();
    }
  }

  /// The kernel answers "try again" while the queue of the listener is full.
  private boolean connected(Path server) throws IOException {
    try {
      return socket.connect(new DomainSocketAddress(server.toFile()));
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Resource temporarily unavailable")) {
        return false;
      }
      throw e;
    }
  }

  void send(byte... bytes) throws IOException {
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    int sent = 0;
    while (sent < bytes.length) {
      sent += socket.write(data, sent, bytes.length);
    }
  }

  void sendDescriptor(int descriptor) throws IOException {
    while (socket.sendFd(descriptor) <= 0) {
      Thread.onSpinWait();
    }
  }

  /// A whole request; with descriptors between header and payload when there are any.
  void send(int requestId, CniRequest request, int... descriptors) throws IOException {
    byte[] payload = Objects.requireNonNull(request.encode());
    send(new FrameHeader(request.kind(), descriptors.length, requestId, payload.length).encode());
    for (int descriptor : descriptors) {
      sendDescriptor(descriptor);
    }
    send(payload);
  }

  /// Everything up to the end of the stream.
  byte[] receiveAll() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocateDirect(Limits.HEADER_BYTES + Limits.MAX_PAYLOAD_BYTES);
    while (true) {
      int count = receive(buffer);
      if (count < 0) {
        return received.toByteArray();
      }
      byte[] bytes = new byte[count];
      buffer.get(0, bytes);
      received.writeBytes(bytes);
    }
  }

  private int receive(ByteBuffer buffer) throws IOException {
    try {
      return socket.read(buffer, 0, buffer.capacity());
    } catch (IOException e) {
      // The server closed without reading all: what it wrote has been received before.
      if (String.valueOf(e.getMessage()).contains("Connection reset by peer")) {
        return -1;
      }
      throw e;
    }
  }

  /// The reply to a request, and the end of the stream after it.
  Reply reply(int requestId) throws IOException {
    byte[] bytes = receiveAll();
    if (Frame.decode(bytes)
            instanceof Decoded.Value<Frame>(Frame(FrameHeader header, Message message))
        && header.requestId() == requestId
        && message instanceof Reply reply) {
      return reply;
    }
    throw new AssertionError("no reply to " + requestId + " in " + bytes.length + " bytes");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
