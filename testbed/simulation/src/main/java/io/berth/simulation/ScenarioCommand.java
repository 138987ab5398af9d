package io.berth.simulation;

import io.berth.simulation.report.ScenarioJson;
import io.berth.simulation.report.ScenarioTable;
import io.berth.simulation.run.Policy;
import io.berth.simulation.scenario.Figure;
import io.berth.simulation.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth-simulate scenario`.
@Command(
    name = "scenario",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = HelpText.WIDTH,
    description = HelpText.SCENARIO,
    footer = HelpText.SCENARIO_EXAMPLES)
@SuppressWarnings("NullAway.Init") // picocli sets the fields; each option has a default
final class ScenarioCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description =
          "Which to play, in this order; 'all' for all of them. Without a name: the list.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Fixes everything that is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as JSON.")
  private @Nullable Path json;

  private final Stopping stopping;

  ScenarioCommand(Stopping stopping) {
    this.stopping = stopping;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (names.isEmpty()) {
      for (Scenario scenario : Scenario.all()) {
        out.println(scenario.name());
        out.println("    " + scenario.story());
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    Map<Scenario, Map<Policy, List<Figure>>> played = new LinkedHashMap<>();
    boolean holds = true;
    for (Scenario scenario : wanted()) {
      Map<Policy, List<Figure>> figures = new EnumMap<>(Policy.class);
      for (Policy policy : Policy.values()) {
        if (stopping.isWanted()) {
          return CommandLine.ExitCode.SOFTWARE;
        }
        figures.put(policy, scenario.play().run(policy, seed));
      }
      played.put(scenario, figures);
      out.println(ScenarioTable.of(scenario, figures));
      out.println();
      out.flush();
      holds &= figures.getOrDefault(Policy.BERTH, List.of()).stream().allMatch(Figure::holds);
    }
    if (json != null) {
      Files.writeString(json, ScenarioJson.of(seed, played) + "\n");
    }
    return holds ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Scenario> wanted() {
    if (names.equals(List.of("all"))) {
      return Scenario.all();
    }
    List<Scenario> wanted = new ArrayList<>();
    for (String name : names) {
      wanted.add(
          Scenario.all().stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return wanted;
  }

  private ParameterException unknown(String name) {
    String known = Scenario.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    return new ParameterException(
        spec.commandLine(), "no scenario is called '" + name + "'; there are " + known);
  }
}
