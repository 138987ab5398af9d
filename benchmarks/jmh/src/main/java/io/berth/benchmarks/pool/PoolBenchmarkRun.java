package io.berth.benchmarks.pool;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs [AddressPoolBenchmark] in rounds of one fork each and prints the medians as a Markdown
/// table. Rounds spread the noise of a shared machine over all rows, which forks one after the
/// other do not.
public final class PoolBenchmarkRun {

  private static final int ROUNDS = 5;
  private static final int[] THREADS = {1, 2};

  private PoolBenchmarkRun() {}

  /// @param arguments number of rounds, 5 if absent; then the kinds to run, all if absent
  public static void main(String[] arguments) throws RunnerException {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    String[] kinds =
        arguments.length > 1
            ? Arrays.copyOfRange(arguments, 1, arguments.length)
            : Stream.of(AddressPoolBenchmark.Kind.values())
                .map(AddressPoolBenchmark.Kind::name)
                .toArray(String[]::new);
    Map<String, Row> rows = new TreeMap<>();
    for (int round = 1; round <= rounds; round++) {
      System.err.println("round " + round + " of " + rounds);
      for (int threads : THREADS) {
        for (RunResult result : runOnce(threads, kinds)) {
          rows.computeIfAbsent(Row.key(result, threads), _ -> new Row()).add(result);
        }
      }
    }
    System.out.println("| pool | addresses | threads | elapsed ns/op | processor ns/op | B/op |");
    System.out.println("|---|---|---|---|---|---|");
    rows.forEach((key, row) -> System.out.println(key + row.cells()));
  }

  private static Collection<RunResult> runOnce(int threads, String[] kinds) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(
                    AddressPoolBenchmark.class.getName() + (threads == 1 ? ".alone" : ".shared"))
                .param("kind", kinds)
                .threads(threads)
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(300))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .jvmArgs("-Xmx256m", "-XX:+UseSerialGC")
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
