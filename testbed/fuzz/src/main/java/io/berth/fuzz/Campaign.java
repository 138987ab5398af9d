package io.berth.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Attacks one target with a number of inputs, in a process of its own: Jazzer (libFuzzer)
/// instruments Berth's classes and mutates what reached something new, from the seeds on. The same
/// seed and number give the same inputs as long as the code is the same.
///
/// @param work where seeds, corpus, counts and findings go; made when missing
/// @param progress gets a line from time to time
record Campaign(Target target, long inputs, int seed, Path work, Consumer<String> progress) {

  /// An input that keeps its reader so long is a finding: a hang. Others take microseconds, so that
  /// a machine with other work does not matter.
  private static final int HANG_SECONDS = 600;

  /// Findings after which a target is given up.
  private static final int MAX_FINDINGS = 5;

  /// @param findings files with an input each that breaks the target
  /// @param seconds how long it took
  record Result(Target target, Tally.Counts counts, List<Path> findings, long seconds, int status) {

    boolean clean() {
      return status == 0 && findings.isEmpty();
    }
  }

  Result run() throws IOException, InterruptedException {
    Path seeds = Files.createDirectories(work.resolve(target.name()).resolve("seeds"));
    Path corpus = Files.createDirectories(work.resolve(target.name()).resolve("corpus"));
    Path findings = Files.createDirectories(work.resolve(target.name()).resolve("findings"));
    Path counts = work.resolve(target.name()).resolve("counts");
    int number = 0;
    for (byte[] each : target.seeds().get()) {
      Files.write(seeds.resolve("seed-" + number++), each);
    }
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command(seeds, corpus, findings, counts))
            .directory(findings.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> tail = follow(process);
    int status = process.waitFor();
    Result result =
        new Result(
            target,
            Files.exists(counts) ? Tally.Counts.parse(Files.readString(counts)) : Tally.Counts.NONE,
            inputsIn(findings),
            (System.nanoTime() - began) / 1_000_000_000L,
            status);
    if (!result.clean()) {
      tail.forEach(progress);
    }
    return result;
  }

  private List<String> command(Path seeds, Path corpus, Path findings, Path counts) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xshare:off",
            "-D" + Harness.TARGET + "=" + target.name(),
            "-D" + Harness.COUNTS + "=" + counts,
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + Harness.class.getName(),
            "--instrumentation_includes=io.berth.**",
            // Its own detectors look for attacks on databases, shells and the like.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**",
            "--keep_going=" + MAX_FINDINGS,
            "--reproducer_path=" + findings,
            "-artifact_prefix=" + findings + "/",
            "-runs=" + inputs,
            "-seed=" + seed,
            "-max_len=" + target.maxBytes(),
            "-timeout=" + HANG_SECONDS,
            "-report_slow_units=" + HANG_SECONDS,
            "-rss_limit_mb=0",
            "-print_final_stats=0",
            corpus.toString(),
            seeds.toString()));
    return command;
  }

  /// Passes on what is for people, and keeps the last lines.
  private List<String> follow(Process process) throws IOException {
    List<String> tail = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("pulse") || line.startsWith("== Java")) {
          progress.accept(target.name() + ": " + line.strip());
        }
        tail.add(line);
        if (tail.size() > 60) {
          tail.removeFirst();
        }
      }
    }
    return tail;
  }

  private static List<Path> inputsIn(Path findings) throws IOException {
    try (Stream<Path> files = Files.list(findings)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
          .sorted()
          .toList();
    }
  }
}
