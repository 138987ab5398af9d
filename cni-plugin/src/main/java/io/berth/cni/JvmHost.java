package io.berth.cni;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The system as the JDK offers it. Passes no descriptors: the daemon opens the namespace's path by
/// itself.
final class JvmHost implements Host {

  private static final Path OWN_NETNS = Path.of("/proc/self/ns/net");

  private final Map<String, String> environment;
  private final JvmStdin stdin = new JvmStdin(System.in);
  private final JvmConnection connection = new JvmConnection();
  private final JvmSpool spool = new JvmSpool();
  private String problem = "";

  JvmHost(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public byte @Nullable [] variable(String name) {
    String value = environment.get(name);
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int readStdin(byte[] into, int offset, int count, int timeoutMillis) {
    return attempt(() -> stdin.read(into, offset, count, timeoutMillis));
  }

  @Override
  public void write(int stream, byte[] bytes, int offset, int count) {
    PrintStream output = stream == 1 ? System.out : System.err;
    output.write(bytes, offset, count);
    output.flush();
  }

  @Override
  public int openNetns(byte[] path) {
    try {
      Path netns = path(path);
      boolean own =
          Files.getAttribute(netns, "unix:ino").equals(Files.getAttribute(OWN_NETNS, "unix:ino"))
              && Files.getAttribute(netns, "unix:dev")
                  .equals(Files.getAttribute(OWN_NETNS, "unix:dev"));
      return own ? NETNS_OWN : NETNS_NOT_PASSED;
    } catch (IOException | InvalidPathException unreadable) {
      return NETNS_NOT_PASSED;
    }
  }

  @Override
  public int connect(byte[] path, int timeoutMillis) {
    return attempt(() -> connection.connect(path(path)));
  }

  @Override
  public int send(byte[] frame, int count, boolean descriptors, int timeoutMillis) {
    return attempt(() -> connection.send(frame, count, timeoutMillis));
  }

  @Override
  public int receive(byte[] into, int offset, int count, int timeoutMillis) {
    return attempt(() -> connection.receive(into, offset, count, timeoutMillis));
  }

  @Override
  public long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public void touch(byte[] path) {
    attempt(() -> spool.touch(path(path)));
  }

  @Override
  public long ageSeconds(byte[] path) {
    return spool.ageSeconds(path(path));
  }

  @Override
  public int store(byte[] folder, byte[] name, byte[] bytes, int count, int maxFiles) {
    return attempt(() -> spool.store(path(folder), text(name), bytes, count, maxFiles));
  }

  @Override
  public void discard(byte[] folder, byte[] name) {
    attempt(() -> spool.discard(path(folder).resolve(text(name))));
  }

  @Override
  public byte[] problem() {
    return problem.getBytes(StandardCharsets.UTF_8);
  }

  private interface Operation {
    int run() throws IOException;
  }

  private int attempt(Operation operation) {
    try {
      return operation.run();
    } catch (IOException | InvalidPathException failure) {
      problem = describe(failure);
      return FAILED;
    }
  }

  private static String describe(Exception failure) {
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static Path path(byte[] bytes) {
    return Path.of(text(bytes));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
