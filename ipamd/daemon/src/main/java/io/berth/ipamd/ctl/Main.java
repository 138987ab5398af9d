package io.berth.ipamd.ctl;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.wire.ControlRequest;
import io.berth.wire.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berthctl`: what the daemon on this node has, and what it is waiting for.
@Command(
    name = "berthctl",
    mixinStandardHelpOptions = true,
    version = "berthctl 0.1.0",
    description = "Asks the Berth daemon of this node what it knows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  berthctl pool               ENIs and addresses: free, leased, cooling; what blocks growth",
      "  berthctl leases             which pod has which address",
      "  berthctl --json pool        the same for scripts",
      "",
      "Exit codes: 0 answered, 1 the daemon refused, 2 wrong usage, 3 no daemon answered."
    })
public final class Main {

  private static final int NO_DAEMON = 3;

  private static final Map<String, Function<Map<String, Object>, String>> COMMANDS =
      Map.of("pool", Tables::pool, "leases", Tables::leases, "status", Tables::status);

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The daemon's socket (BERTH_SOCKET, default: ${DEFAULT-VALUE}).",
      defaultValue = "${env:BERTH_SOCKET:-/run/berth/ipamd.sock}")
  private Path socket = Path.of("/run/berth/ipamd.sock");

  @Option(names = "--json", description = "Print the daemon's answer as JSON.")
  private boolean json;

  @Parameters(paramLabel = "COMMAND", description = "pool, leases or status.")
  private String command = "";

  private Main() {}

  /// Runs the command and exits with its code.
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    try {
      CommandLine.ParseResult parsed = commandLine.parseArgs(arguments);
      if (parsed.isUsageHelpRequested()) {
        commandLine.usage(out);
        return 0;
      }
      if (parsed.isVersionHelpRequested()) {
        commandLine.printVersionHelp(out);
        return 0;
      }
    } catch (CommandLine.ParameterException e) {
      err.println("berthctl: " + e.getMessage() + " (try --help)");
      return 2;
    }
    return main.ask(out, err);
  }

  private int ask(PrintStream out, PrintStream err) {
    Function<Map<String, Object>, String> table = COMMANDS.get(command);
    if (table == null) {
      err.println(
          "berthctl: unknown command '" + command + "'; known: leases, pool, status (try --help)");
      return 2;
    }
    try {
      Reply reply = ControlConnection.ask(socket, new ControlRequest(command, ""));
      if (reply.exitCode() != 0) {
        err.println("berthctl: " + (reply.stderr().isEmpty() ? reply.stdout() : reply.stderr()));
        return 1;
      }
      out.print(
          json
              ? reply.stdout() + System.lineSeparator()
              : table.apply(JSON.std.mapFrom(reply.stdout())));
      return 0;
    } catch (IOException e) {
      err.println(
          "berthctl: no daemon answers at "
              + socket
              + ": "
              + e.getMessage()
              + "; is it running, and is this its socket (--socket)?");
      return NO_DAEMON;
    }
  }
}
