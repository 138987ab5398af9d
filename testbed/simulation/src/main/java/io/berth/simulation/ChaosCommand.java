package io.berth.simulation;

import io.berth.simulation.chaos.ChaosResult;
import io.berth.simulation.chaos.ChaosSweep;
import io.berth.simulation.chaos.SeedResult;
import io.berth.simulation.report.ChaosJson;
import io.berth.simulation.report.ChaosTable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `berth-simulate chaos`.
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = HelpText.WIDTH,
    description = HelpText.CHAOS,
    footer = HelpText.CHAOS_EXAMPLES)
@SuppressWarnings("NullAway.Init") // picocli sets the fields; each option has a default
final class ChaosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many seeds to run, 1 to 10,000,000 (default: ${DEFAULT-VALUE}).")
  private long seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The first of them; the others follow (default: ${DEFAULT-VALUE}).")
  private long firstSeed;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "This one only, as a failure names it; --seeds and --first-seed do not count.")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description =
          "Virtual minutes of faults in each, 1 to 600. A seed is another history with another"
              + " number. Default: each seed draws 10 to 30.")
  private int minutes;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seeds at a time, up to 256. Default: as many as processors.")
  private int threads;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the counts there as JSON.")
  private @Nullable Path json;

  private final Stopping stopping;
  private final PrintStream progressTo;

  ChaosCommand(Stopping stopping, PrintStream progressTo) {
    this.stopping = stopping;
    this.progressTo = progressTo;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long first = seed == null ? firstSeed : seed;
    long count = seed == null ? seeds : 1;
    requireRange("--seeds", seeds, 1, 10_000_000);
    requireRange("--minutes", minutes, 0, 600);
    requireRange("--threads", threads, 0, 256);
    @Nullable Path folder = json == null ? null : json.toAbsolutePath().getParent();
    if (json != null && (folder == null || !Files.isWritable(folder))) {
      throw new ParameterException(
          spec.commandLine(), "--json: the folder of '" + json + "' cannot be written");
    }
    int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    SeedProgress progress =
        new SeedProgress(count, progressTo, System::nanoTime, stopping::isWanted);
    ChaosResult result =
        new ChaosSweep(first, count, minutes).run((int) Math.min(workers, count), progress);
    PrintWriter out = spec.commandLine().getOut();
    if (stopping.isWanted()) {
      out.println("Stopped before the end; this is how far it was.");
    }
    out.println(ChaosTable.of(result));
    for (SeedResult failed : result.failures()) {
      out.println();
      out.println(ChaosTable.of(failed, minutes));
    }
    if (result.failures().size() >= ChaosSweep.MAX_FAILURES) {
      out.println();
      out.println("So many seeds failed that the rest was not run.");
    }
    out.flush();
    if (json != null) {
      Files.writeString(json, ChaosJson.of(result) + "\n");
    }
    return result.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void requireRange(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
