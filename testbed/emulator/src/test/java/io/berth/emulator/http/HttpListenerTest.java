package io.berth.emulator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Shows order, refusal and malformed input on a connection, by plain sockets on loopback.
class HttpListenerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int TIMEOUT_MILLIS = 10_000;

  private Transport transport;

  @BeforeEach
  void open() {
    transport = Transport.open("test");
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private static String exchange(HttpListener listener, String text) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(listener.address(), TIMEOUT_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void requests_sentTogether_areAnsweredInOrderThoughTheFirstIsSlow() throws IOException {
    HttpService service =
        (call, answer) -> {
          Runnable reply = () -> answer.accept(HttpAnswer.text(200, "<" + call.path() + ">"));
          if (call.path().equals("/slow")) {
            var _ = transport.loop().schedule(reply, 50, TimeUnit.MILLISECONDS);
          } else {
            reply.run();
          }
        };
    try (HttpListener listener =
        HttpListener.open(transport, ANY_PORT, HttpListener.Manners.OPEN, service)) {
      String slow = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";
      String quick = "GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      String answers = exchange(listener, slow + quick);
      assertTrue(answers.indexOf("</slow>") > 0, answers);
      assertTrue(answers.indexOf("</slow>") < answers.indexOf("</quick>"), answers);
    }
  }

  @Test
  void peer_notAccepted_getsNoAnswer() throws IOException {
    HttpService service = (_, answer) -> answer.accept(HttpAnswer.text(200, "never"));
    HttpListener.Manners nobody = new HttpListener.Manners(_ -> false, 0);
    try (HttpListener listener = HttpListener.open(transport, ANY_PORT, nobody, service)) {
      String answer;
      try {
        answer = exchange(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      } catch (IOException _) {
        answer = "";
      }
      assertEquals("", answer);
    }
  }

  @Test
  void service_thatThrows_answers500AndTheListenerLives() throws IOException {
    HttpService service =
        (_, _) -> {
          throw new IllegalStateException("broken on purpose");
        };
    try (HttpListener listener =
        HttpListener.open(transport, ANY_PORT, HttpListener.Manners.OPEN, service)) {
      for (int i = 0; i < 2; i++) {
        String answer =
            exchange(listener, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
        assertTrue(answer.contains("broken on purpose"), answer);
      }
    }
  }

  @Test
  void input_thatIsNoHttp_isRefused() throws IOException {
    HttpService service = (_, answer) -> answer.accept(HttpAnswer.text(200, "never"));
    try (HttpListener listener =
        HttpListener.open(transport, ANY_PORT, HttpListener.Manners.OPEN, service)) {
      String answer = exchange(listener, "\u0000\u0001 nonsense\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
  }
}
