package io.berth.demo.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Packets between namespaces, with sockets that are opened inside them.
public final class Traffic {

  /// Far beyond any delay on one machine, so reaching it means that packets are lost.
  private static final int TIMEOUT_MILLIS = 3_000;

  private Traffic() {}

  /// Opens a TCP connection from a namespace to a server of [EchoServers].
  ///
  /// @return the address under which the server saw the caller
  /// @throws IOException when there is no answer
  public static String ask(Path from, String to) throws IOException {
    try (Socket socket = connect(from, to)) {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String seen = reader.readLine();
      if (seen == null) {
        throw new IOException(to + " closed the connection without a word");
      }
      return seen;
    }
  }

  static Socket connect(Path from, String to) throws IOException {
    SocketChannel channel =
        Namespaces.call(from, () -> SocketChannel.open(StandardProtocolFamily.INET));
    Socket socket = channel.socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(to, EchoServers.PORT), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      channel.close();
      throw new IOException(to + " does not answer: " + e.getMessage(), e);
    }
  }

  /// Whether an address answers an ICMP echo request from inside a namespace. The JDK sends one
  /// when it may open a raw socket, which root may.
  public static boolean ping(Path from, String to) throws IOException {
    return Namespaces.call(from, () -> InetAddress.getByName(to).isReachable(TIMEOUT_MILLIS));
  }

  /// Sends one datagram.
  ///
  /// @param source the address it shall come from; the namespace must have it
  public static void send(Path from, String source, String to, int port, String text)
      throws IOException {
    try (DatagramChannel channel =
        Namespaces.call(from, () -> DatagramChannel.open(StandardProtocolFamily.INET))) {
      channel.bind(new InetSocketAddress(source, 0));
      channel.send(
          ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)),
          new InetSocketAddress(to, port));
    }
  }

  /// A socket that receives datagrams inside a namespace.
  public static final class Receiver implements AutoCloseable {

    private static final int BUFFER_BYTES = 256;

    private final DatagramChannel channel;

    private Receiver(DatagramChannel channel) {
      this.channel = channel;
    }

    public static Receiver open(Path namespace, String address) throws IOException {
      DatagramChannel opened =
          Namespaces.call(
              namespace,
              () ->
                  DatagramChannel.open(StandardProtocolFamily.INET)
                      .bind(new InetSocketAddress(address, 0)));
      return new Receiver(opened);
    }

    public int port() throws IOException {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /// The next datagram's text, or `null` when none comes in time.
    public @Nullable String next(Duration limit) throws IOException {
      channel.socket().setSoTimeout(Math.toIntExact(limit.toMillis()));
      var packet = new java.net.DatagramPacket(new byte[BUFFER_BYTES], BUFFER_BYTES);
      try {
        channel.socket().receive(packet);
      } catch (java.net.SocketTimeoutException _) {
        return null;
      }
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
