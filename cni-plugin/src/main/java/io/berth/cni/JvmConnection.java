package io.berth.cni;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The connection to the daemon over the JDK's own Unix socket channel; a selector gives it
/// time-outs. The system ends the process and with it the connection.
final class JvmConnection {

  private @Nullable SocketChannel channel;
  private @Nullable Selector selector;

  int connect(Path path) throws IOException {
    SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
    opened.configureBlocking(false);
    opened.connect(UnixDomainSocketAddress.of(path));
    selector = Selector.open();
    channel = opened;
    return 0;
  }

  int send(byte[] frame, int count, int timeoutMillis) throws IOException {
    SocketChannel connected = connected();
    ByteBuffer bytes = ByteBuffer.wrap(frame, 0, count);
    while (bytes.hasRemaining()) {
      if (connected.write(bytes) == 0 && !await(SelectionKey.OP_WRITE, timeoutMillis)) {
        return Host.TIMED_OUT;
      }
    }
    return 0;
  }

  int receive(byte[] into, int offset, int count, int timeoutMillis) throws IOException {
    if (!await(SelectionKey.OP_READ, timeoutMillis)) {
      return Host.TIMED_OUT;
    }
    return Math.max(0, connected().read(ByteBuffer.wrap(into, offset, count)));
  }

  private SocketChannel connected() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new IOException("not connected");
    }
    return open;
  }

  private boolean await(int operation, int timeoutMillis) throws IOException {
    Selector waiting = selector;
    if (waiting == null || timeoutMillis == 0) {
      return false;
    }
    connected().register(waiting, operation);
    waiting.selectedKeys().clear();
    return waiting.select(timeoutMillis) > 0;
  }
}
