package io.berth.demo.rig;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A TCP connection between two pods that stays open and carries a byte there and back again and
/// again, to show whether anything disturbs it.
public final class Conversation implements AutoCloseable {

  /// Short enough to see a gap that a person would notice, long enough to cost nothing.
  private static final long PAUSE_MILLIS = 5;

  private final Socket socket;
  private final ScheduledExecutorService thread;
  private long exchanges;
  private long longestNanos;
  private @Nullable String broken;

  /// What was seen.
  ///
  /// @param exchanges bytes that went there and back
  /// @param longestMillis the longest way there and back
  /// @param broken why the connection ended, or `null` while it holds
  public record Observation(long exchanges, double longestMillis, @Nullable String broken) {}

  private Conversation(Socket socket) {
    this.socket = socket;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("conversation").daemon().factory());
  }

  /// Connects to a server of [EchoServers] and begins to talk.
  public static Conversation open(Path from, String to) throws IOException {
    Socket socket = Traffic.connect(from, to);
    int next;
    do {
      next = socket.getInputStream().read();
    } while (next >= 0 && next != '\n');
    Conversation conversation = new Conversation(socket);
    var _ =
        conversation.thread.scheduleWithFixedDelay(
            conversation::exchange, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return conversation;
  }

  /// What was seen since it began.
  public synchronized Observation observe() {
    return new Observation(exchanges, longestNanos / 1e6, broken);
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    socket.close();
  }

  private void exchange() {
    long start = System.nanoTime();
    try {
      socket.getOutputStream().write('.');
      if (socket.getInputStream().read() < 0) {
        end("the other pod closed it");
        return;
      }
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
      return;
    }
    record(System.nanoTime() - start);
  }

  private synchronized void record(long nanos) {
    exchanges++;
    longestNanos = Math.max(longestNanos, nanos);
  }

  private synchronized void end(String why) {
    broken = why;
    thread.shutdown();
  }
}
