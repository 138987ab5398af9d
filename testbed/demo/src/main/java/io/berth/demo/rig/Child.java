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

  /// Starts a program in the network namespace of the calling thread.
  ///
  /// @param name for messages
  /// @param environment all variables it gets
  /// @param output where its standard output is appended
  /// @param log where its standard error is appended; may be the same file
  static Child start(
      String name, List<String> command, Map<String, String> environment, Path output, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(name, process, log);
  }

  public long pid() {
    return process.pid();
  }

  /// How much memory it has resident now.
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1_024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(name + " has no memory, so it has ended");
  }

  /// How much processor time it has taken so far.
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
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

  /// Fails when it has ended.
  ///
  /// @throws IOException for a person
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + " ended with code " + process.exitValue());
    }
  }

  /// The last lines it wrote.
  public List<String> tail() {
    return tail(log);
  }

  /// The last lines of a log.
  public static List<String> tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return List.copyOf(lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
