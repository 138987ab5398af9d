package io.berth.cni;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A process to start: its command, its environment and what its stdin is. Nothing of the test's
/// environment reaches it but the search path.
final class Program {

  /// How it ended.
  record Result(int exitCode, String stdout, String stderr) {}

  private final List<String> command;
  private final Map<String, String> environment = new TreeMap<>();
  private String redirection = "</dev/null";

  Program(List<String> command) {
    this.command = command;
  }

  Program with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Takes stdin from a file.
  Program stdin(Path file) {
    redirection = "<'" + file + "'";
    return this;
  }

  /// Closes stdin before the start.
  Program closedStdin() {
    redirection = "<&-";
    return this;
  }

  /// Leaves stdin open and writes nothing.
  Program openStdin() {
    redirection = "";
    return this;
  }

  /// Runs to the end.
  Result run() throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("stdout", "");
    Path stderr = Files.createTempFile("stderr", "");
    try {
      Process process = start(stdout, stderr);
      // The pipe to its stdin stays open until it has ended.
      int exitCode = process.waitFor();
      process.getOutputStream().close();
      return new Result(exitCode, text(stdout), text(stderr));
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }

  private Process start(Path stdout, Path stderr) throws IOException {
    List<String> shell =
        new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" " + redirection, "sh"));
    shell.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(shell).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("ASAN_OPTIONS", "detect_leaks=0");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
