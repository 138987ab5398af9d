package io.berth.simulation;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `berth-simulate` program.
@Command(
    name = "berth-simulate",
    mixinStandardHelpOptions = true,
    version = "berth-simulate 0.1.0",
    usageHelpWidth = HelpText.WIDTH,
    description = HelpText.MAIN)
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    Stopping stopping = new Stopping();
    stopping.install();
    int exitCode = CommandLine.ExitCode.SOFTWARE;
    try {
      exitCode = commandLine(stopping).execute(arguments);
    } finally {
      stopping.ended();
    }
    System.exit(exitCode);
  }

  static CommandLine commandLine(Stopping stopping) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.addSubcommand(new FleetCommand(stopping, System.err));
    commandLine.addSubcommand(new ScenarioCommand(stopping));
    commandLine.addSubcommand(new ChaosCommand(stopping, System.err));
    return commandLine;
  }
}
