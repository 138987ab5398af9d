package io.berth.cni;

import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.FrameHeader;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A host in memory whose every answer a test sets. What is sent is decoded and given to a daemon
/// that is a function.
final class MemoryHost implements Host {

  /// Stands for the socket: null refuses, anything else answers with bytes; an empty answer is a
  /// closed connection.
  interface Daemon extends Function<Message, byte[]> {}

  final Map<String, String> environment = new HashMap<>();
  final Map<String, byte[]> spool = new TreeMap<>();
  final List<String> log = new ArrayList<>();
  final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  byte[] stdin = new byte[0];
  int stdinResult;
  int netns = NETNS_PASSED;
  int connectFailure = FAILED;
  int sendResult;
  int receiveFailure;
  int storeResult;
  long contactAgeSeconds = -1;
  @Nullable Daemon daemon;
  @Nullable Runnable beforeStore;
  String problem = "Connection refused";

  private int stdinRead;
  private byte[] answer = new byte[0];
  private int answerRead;
  private long now = 1_000;

  MemoryHost command(String command) {
    environment.put("CNI_COMMAND", command);
    return this;
  }

  MemoryHost with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  MemoryHost stdin(String text) {
    stdin = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  String stdout() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  String stderr() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  @Override
  public byte @Nullable [] variable(String name) {
    String value = environment.get(name);
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int readStdin(byte[] into, int offset, int count, int timeoutMillis) {
    int left = stdin.length - stdinRead;
    if (left == 0) {
      return stdinResult;
    }
    int done = Math.min(count, left);
    System.arraycopy(stdin, stdinRead, into, offset, done);
    stdinRead += done;
    return done;
  }

  @Override
  public void write(int stream, byte[] bytes, int offset, int count) {
    (stream == 1 ? stdout : stderr).write(bytes, offset, count);
  }

  @Override
  public int openNetns(byte[] path) {
    log.add("netns " + text(path));
    return netns;
  }

  @Override
  public int connect(byte[] path, int timeoutMillis) {
    log.add("connect " + text(path));
    return daemon == null ? connectFailure : 0;
  }

  @Override
  public int send(byte[] frame, int count, boolean descriptors, int timeoutMillis) {
    log.add("send" + (descriptors ? " with descriptors" : "") + " within " + timeoutMillis);
    if (sendResult == TIMED_OUT) {
      return sendResult;
    }
    byte[] sent = Arrays.copyOf(frame, count);
    FrameHeader header = ((Decoded.Value<FrameHeader>) FrameHeader.decode(sent)).value();
    if ((header.descriptors() == 2) != descriptors) {
      throw new AssertionError("the header announces " + header.descriptors() + " descriptors");
    }
    sent[6] = 0;
    Daemon listening = daemon;
    if (listening != null) {
      answer = listening.apply(decode(sent).message());
    }
    answerRead = 0;
    return sendResult;
  }

  static Frame decode(byte[] frame) {
    if (Frame.decode(frame) instanceof Decoded.Malformed<Frame> malformed) {
      throw new AssertionError(malformed.failure().message());
    }
    return ((Decoded.Value<Frame>) Frame.decode(frame)).value();
  }

  @Override
  public int receive(byte[] into, int offset, int count, int timeoutMillis) {
    now += 1;
    if (answerRead == answer.length) {
      return receiveFailure;
    }
    // In pieces, as a stream may.
    int done = Math.min(Math.min(count, answer.length - answerRead), Limits.HEADER_BYTES - 3);
    System.arraycopy(answer, answerRead, into, offset, done);
    answerRead += done;
    return done;
  }

  @Override
  public long nowMillis() {
    return now;
  }

  @Override
  public void touch(byte[] path) {
    log.add("touch " + text(path));
  }

  @Override
  public long ageSeconds(byte[] path) {
    log.add("age of " + text(path));
    return contactAgeSeconds;
  }

  @Override
  public int store(byte[] folder, byte[] name, byte[] bytes, int count, int maxFiles) {
    if (beforeStore != null) {
      beforeStore.run();
    }
    if (storeResult == 0) {
      spool.put(text(folder) + "/" + text(name), Arrays.copyOf(bytes, count));
    }
    return storeResult;
  }

  @Override
  public void discard(byte[] folder, byte[] name) {
    spool.remove(text(folder) + "/" + text(name));
  }

  @Override
  public byte[] problem() {
    return problem.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
