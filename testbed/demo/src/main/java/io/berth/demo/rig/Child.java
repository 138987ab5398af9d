package io.berth.demo.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A long-running program that this run started; its output goes to a file. The process is known by
/// its handle, never by name.
public final class Child {

  private static final int TAIL_LINES = 6;

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// The variables that any program of `dist/` needs here; none of the caller's other ones.
  static Map<String, String> plainEnvironment() {
    return Map.of(
        "PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        "JAVA_HOME", System.getProperty("java.home"));
  }

  /// Starts a program in the network namespace of the calling thread. Both its outputs are appended
  /// to `log`.
  ///
  /// @param name for messages
  /// @param environment all variables it gets
  static Child start(String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(name, process, log);
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Asks it to stop (SIGTERM) and waits; kills it when it takes longer than `grace`.
  ///
  /// @return whether it stopped by itself in time
  public boolean stop(Duration grace) throws InterruptedException {
    process.destroy();
    boolean stopped = process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    if (!stopped) {
      kill();
    }
    return stopped;
  }

  /// Ends it with SIGKILL and waits until it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Fails when it has ended, with the end of what it said.
  ///
  /// @throws IOException for a person
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(
          name + " ended with code " + process.exitValue() + "; it said last:\n" + tail());
    }
  }

  /// The last lines it wrote.
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
