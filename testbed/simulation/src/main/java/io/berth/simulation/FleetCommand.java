package io.berth.simulation;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.simulation.fleet.Fleet;
import io.berth.simulation.fleet.FleetOptions;
import io.berth.simulation.fleet.FleetResult;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.report.FleetJson;
import io.berth.simulation.report.FleetPlot;
import io.berth.simulation.report.FleetTable;
import io.berth.simulation.run.Policy;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `berth-simulate fleet`.
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = HelpText.WIDTH,
    description = HelpText.FLEET,
    footer = HelpText.FLEET_EXAMPLES)
@SuppressWarnings("NullAway.Init") // picocli sets the fields; each option has a default
final class FleetCommand implements Callable<Integer> {

  private static final long LIMIT_MILLIS = 24 * 3_600_000L;

  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Instances that start together, 1 to 100,000 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--pods-per-node",
      paramLabel = "N",
      defaultValue = "50",
      description = "Pods that wait on each when it starts (default: ${DEFAULT-VALUE}).")
  private int podsPerNode;

  @Option(
      names = "--instance-type",
      paramLabel = "TYPE",
      defaultValue = "m5.xlarge",
      description = "Their type, any of 1,391; it sets the limits (default: ${DEFAULT-VALUE}).")
  private String instanceType;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "berth",
      description =
          "berth: the real pool, planner, control loop and lease service. incumbent: the rules of"
              + " the Amazon VPC CNI v1.23.1. both: one after the other, side by side. Default:"
              + " ${DEFAULT-VALUE}.")
  private String policy;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description =
          "Fixes everything that is drawn: one seed, one result (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--hint",
      paramLabel = "N",
      description =
          "What each Berth daemon is told of the number of nodes; 0 for nothing. Default: as many as"
              + " there are.")
  private @Nullable Integer hint;

  @Option(
      names = "--warm-eni-target",
      paramLabel = "N",
      defaultValue = "1",
      description = "WARM_ENI_TARGET of every node (default: ${DEFAULT-VALUE}).")
  private int warmEniTarget;

  @Option(
      names = "--warm-ip-target",
      paramLabel = "N",
      defaultValue = "0",
      description = "WARM_IP_TARGET of every node; 0 for not set (default: ${DEFAULT-VALUE}).")
  private int warmIpTarget;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "realistic",
      description =
          "Latencies of EC2: zero, realistic or slow, as berth-emulator has them (default:"
              + " ${DEFAULT-VALUE}).")
  private String profile;

  @Option(
      names = "--throttling",
      paramLabel = "NAME",
      defaultValue = "ec2",
      description =
          "What the account may ask of EC2: ec2 (AWS's default bucket of each action) or none"
              + " (default: ${DEFAULT-VALUE}).")
  private String throttling;

  @Option(
      names = "--start-within",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Nodes start at moments drawn from this span (default: ${DEFAULT-VALUE}).")
  private int startWithinSeconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results there as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write a plot of pods with an address over time there.")
  private @Nullable Path svg;

  private final Stopping stopping;
  private final PrintStream progressTo;

  FleetCommand(Stopping stopping, PrintStream progressTo) {
    this.stopping = stopping;
    this.progressTo = progressTo;
  }

  @Override
  public Integer call() throws IOException {
    FleetOptions options = options();
    // A result must not get lost for a path that cannot be written.
    requireFolder("--json", json);
    requireFolder("--svg", svg);
    List<FleetResult> results = new ArrayList<>();
    for (Policy each : policies()) {
      ProgressLine progress =
          new ProgressLine(
              each.label(), progressTo, isTerminal(), System::nanoTime, stopping::isWanted);
      results.add(new Fleet(options, each).run(progress));
      progress.end();
      if (stopping.isWanted()) {
        break;
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (stopping.isWanted()) {
      out.println("Stopped before the end; this is how far it was. No file was written.");
    } else {
      write(json, FleetJson.of(options, results));
      write(svg, FleetPlot.of(options, results));
    }
    out.println(FleetTable.of(results));
    out.flush();
    boolean complete = results.stream().allMatch(FleetResult::isComplete);
    return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  // Since JDK 25 there is none again where input or output is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }

  private List<Policy> policies() {
    return switch (policy) {
      case "berth" -> List.of(Policy.BERTH);
      case "incumbent" -> List.of(Policy.INCUMBENT);
      case "both" -> List.of(Policy.BERTH, Policy.INCUMBENT);
      default -> throw wrong("--policy must be berth, incumbent or both, not '" + policy + "'");
    };
  }

  private FleetOptions options() {
    InstanceLimits limits = InstanceTypes.bundled().find(instanceType);
    if (limits == null) {
      throw wrong(
          "--instance-type '" + instanceType + "' is not known; it is written as in m5.xlarge");
    }
    LatencyProfile latency = LatencyProfile.find(profile);
    if (latency == null) {
      throw wrong("--profile must be zero, realistic or slow, not '" + profile + "'");
    }
    Throttling limitsOfAccount = Throttling.find(throttling);
    if (limitsOfAccount == null) {
      throw wrong("--throttling must be ec2 or none, not '" + throttling + "'");
    }
    try {
      NodeSettings settings =
          warmIpTarget == 0
              ? NodeSettings.DEFAULT.withWarmEnis(warmEniTarget)
              : NodeSettings.DEFAULT.withWarmIps(warmIpTarget, 0);
      return new FleetOptions(
          nodes,
          podsPerNode,
          limits,
          settings.withFleetSize(hint == null ? nodes : hint),
          latency,
          limitsOfAccount,
          startWithinSeconds * 1_000L,
          seed,
          LIMIT_MILLIS);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void requireFolder(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw wrong(option + ": the folder of '" + file + "' does not exist");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder) || Files.isDirectory(file)) {
      throw wrong(option + ": '" + file + "' cannot be written");
    }
  }

  private static void write(@Nullable Path file, String text) throws IOException {
    if (file != null) {
      Files.writeString(file, text.endsWith("\n") ? text : text + "\n");
    }
  }
}
