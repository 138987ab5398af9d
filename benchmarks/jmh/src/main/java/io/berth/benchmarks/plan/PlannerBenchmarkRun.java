package io.berth.benchmarks.plan;

import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs [PlannerBenchmark] and prints its results as a Markdown table.
public final class PlannerBenchmarkRun {

  private PlannerBenchmarkRun() {}

  public static void main(String[] arguments) throws RunnerException {
    System.out.println("| node | µs a plan (± error) | bytes a plan |");
    System.out.println("|---|---|---|");
    for (RunResult result : run()) {
      System.out.println(
          String.format(
              Locale.ROOT,
              "| %s | %.1f (± %.1f) | %.0f |",
              result.getParams().getParam("situation"),
              result.getPrimaryResult().getScore() / 1_000,
              result.getPrimaryResult().getScoreError() / 1_000,
              Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                  .getScore()));
    }
  }

  private static Iterable<RunResult> run() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(PlannerBenchmark.class.getName())
                .forks(3)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(500))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xmx256m", "-XX:+UseSerialGC")
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
