package io.berth.ipamd.kernel;

import io.berth.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sockets inside namespaces: a socket stays in the one in which it was opened.
final class Talk {

  /// Long enough for a loaded machine; a packet that is dropped costs a failing test so much.
  private static final int TIMEOUT_MILLIS = 3_000;

  private Talk() {}

  /// Answers each connection with the peer's address and closes it, and each datagram with itself,
  /// until it is closed.
  static final class Server implements AutoCloseable {
    private final ServerSocket connections;
    private final DatagramSocket datagrams;

    Server(NetworkNamespace namespace, int port) throws IOException {
      connections = namespace.call(() -> new ServerSocket(port));
      datagrams = namespace.call(() -> new DatagramSocket(port));
      Thread.ofPlatform().daemon().start(this::serveConnections);
      Thread.ofPlatform().daemon().start(this::serveDatagrams);
    }

    private void serveConnections() {
      while (!connections.isClosed()) {
        try (Socket peer = connections.accept()) {
          peer.getOutputStream()
              .write(peer.getInetAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // closed, or the peer has gone
        }
      }
    }

    private void serveDatagrams() {
      byte[] buffer = new byte[64];
      while (!datagrams.isClosed()) {
        try {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          datagrams.receive(packet);
          datagrams.send(packet);
        } catch (IOException e) {
          // closed, or there is no way back
        }
      }
    }

    @Override
    public void close() throws IOException {
      connections.close();
      datagrams.close();
    }
  }

  /// Connects and returns the address as which the server sees the client.
  ///
  /// @throws IOException when there is no connection or no answer
  static String seenAs(NetworkNamespace client, String server, int port) throws IOException {
    return client.call(() -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(server, port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      }
    });
  }

  /// A datagram socket that waits no longer for answers than a test may.
  static DatagramSocket datagrams(NetworkNamespace namespace, String source) throws IOException {
    return namespace.call(() -> {
      DatagramSocket socket = new DatagramSocket(new InetSocketAddress(source, 0));
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    });
  }

  static void send(DatagramSocket socket, String server, int port, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(server), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws java.net.SocketTimeoutException when none comes
  static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }
}
