package io.berth.demo.rig;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A TCP server in every pod, served by one thread: a socket stays in the namespace in which it was
/// opened, whoever uses it. A server first tells the address that it sees its caller under, in one
/// line, then returns every byte.
public final class EchoServers implements AutoCloseable {

  /// Where they listen.
  public static final int PORT = 7007;

  private static final int BACKLOG = 64;
  private static final int BUFFER_BYTES = 512;

  private final Selector selector;
  private final Queue<ServerSocketChannel> arriving = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final Thread thread;

  private EchoServers() throws IOException {
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name("echo").daemon().unstarted(this::serve);
  }

  public static EchoServers start() throws IOException {
    EchoServers servers = new EchoServers();
    servers.thread.start();
    return servers;
  }

  /// Opens a server on an address inside a namespace.
  public void listen(Path namespace, String address) throws IOException {
    ServerSocketChannel server =
        Namespaces.call(
            namespace,
            () -> {
              ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.INET);
              opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
              opened.bind(new InetSocketAddress(address, PORT), BACKLOG);
              return opened;
            });
    server.configureBlocking(false);
    arriving.add(server);
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void serve() {
    while (selector.isOpen()) {
      try {
        selector.select(this::handle);
        for (var server = arriving.poll(); server != null; server = arriving.poll()) {
          server.register(selector, SelectionKey.OP_ACCEPT);
        }
      } catch (IOException | java.nio.channels.ClosedSelectorException _) {
        return;
      }
    }
  }

  private void handle(SelectionKey key) {
    try {
      if (key.channel() instanceof ServerSocketChannel server) {
        accept(server);
      } else if (key.channel() instanceof SocketChannel caller) {
        echo(caller);
      }
    } catch (IOException _) {
      // The caller is gone; its side tells what happened.
      closeQuietly(key);
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    SocketChannel caller = server.accept();
    if (caller == null) {
      return;
    }
    caller.configureBlocking(false);
    caller.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String seen = ((InetSocketAddress) caller.getRemoteAddress()).getAddress().getHostAddress();
    caller.write(ByteBuffer.wrap((seen + "\n").getBytes(StandardCharsets.US_ASCII)));
    caller.register(selector, SelectionKey.OP_READ);
  }

  private void echo(SocketChannel caller) throws IOException {
    buffer.clear();
    if (caller.read(buffer) < 0) {
      caller.close();
      return;
    }
    caller.write(buffer.flip());
  }

  private static void closeQuietly(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException _) {
      // Nothing is lost with a connection that is broken anyway.
    }
  }
}
