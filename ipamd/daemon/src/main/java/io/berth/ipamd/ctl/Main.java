package io.berth.ipamd.ctl;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.wire.ControlRequest;
import io.berth.wire.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
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
    subcommands = ExportCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  berthctl pool               ENIs and addresses: free, leased, cooling; what blocks growth",
      "  berthctl leases             which pod has which address",
      "  berthctl --json pool        the same for scripts",
      "  berthctl pool drain ENI     give the ENI no new pods and give it back when it is empty;",
      "                              until the daemon restarts, or berthctl pool undrain ENI",
      "  berthctl export-ipam-json --help",
      "                              how to hand the node back to amazon-vpc-cni-k8s",
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

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "pool, leases, status, or pool drain|undrain.")
  private String command = "";

  @Parameters(
      index = "1..2",
      paramLabel = "ARGUMENT",
      description = "drain or undrain, and the id of an ENI.")
  private List<String> rest = List.of();

  private Main() {}

  /// Runs the command and exits with its code.
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    ExportCommand export = null;
    try {
      CommandLine.ParseResult parsed = commandLine.parseArgs(arguments);
      if (parsed.hasSubcommand()) {
        CommandLine subcommand = parsed.subcommand().commandSpec().commandLine();
        export = subcommand.getCommand();
        if (parsed.subcommand().isUsageHelpRequested()) {
          subcommand.usage(out);
          return 0;
        }
        if (parsed.subcommand().isVersionHelpRequested()) {
          commandLine.printVersionHelp(out);
          return 0;
        }
      }
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
    return export == null ? main.ask(out, err) : main.export(export, out, err);
  }

  private int export(ExportCommand export, PrintStream out, PrintStream err) {
    if (!command.isEmpty()) {
      err.println("berthctl: export-ipam-json stands alone, not after '" + command + "'");
      return 2;
    }
    return ask(
        new ControlRequest("leases", ""),
        answer -> {
          try {
            out.print(export.perform(answer));
            return 0;
          } catch (IOException | IllegalArgumentException e) {
            err.println("berthctl: nothing was exported: " + e);
            return 1;
          }
        },
        err);
  }

  /// What is asked of the daemon, or `null` when the words after the command make no sense.
  private @Nullable ControlRequest request() {
    if (rest.isEmpty()) {
      return new ControlRequest(command, "");
    }
    boolean known = rest.getFirst().equals("drain") || rest.getFirst().equals("undrain");
    if (!command.equals("pool") || !known || rest.size() != 2) {
      return null;
    }
    try {
      return new ControlRequest(rest.getFirst(), JSON.std.asString(Map.of("eni", rest.getLast())));
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings has no JSON", e);
    }
  }

  private int ask(PrintStream out, PrintStream err) {
    if (command.isEmpty()) {
      err.println("berthctl: Missing required parameter: 'COMMAND' (try --help)");
      return 2;
    }
    Function<Map<String, Object>, String> table = COMMANDS.get(command);
    ControlRequest request = request();
    if (request == null) {
      err.println(
          "berthctl: not a command: '"
              + String.join(" ", rest)
              + "' after "
              + command
              + "; after pool may come: drain ENI, undrain ENI (try --help)");
      return 2;
    }
    if (table == null) {
      err.println(
          "berthctl: unknown command '"
              + command
              + "'; known: export-ipam-json, leases, pool, status (try --help)");
      return 2;
    }
    return ask(
        request,
        answer -> {
          try {
            out.print(
                json ? answer + System.lineSeparator() : table.apply(JSON.std.mapFrom(answer)));
            return 0;
          } catch (IOException e) {
            err.println("berthctl: the daemon's answer is no JSON object: " + e.getMessage());
            return 1;
          }
        },
        err);
  }

  /// @param success gets the daemon's JSON and returns the exit code
  private int ask(ControlRequest request, ToIntFunction<String> success, PrintStream err) {
    Reply reply;
    try {
      reply = ControlConnection.ask(socket, request);
    } catch (IOException e) {
      err.println(
          "berthctl: no daemon answers at "
              + socket
              + ": "
              + e.getMessage()
              + "; is it running, and is this its socket (--socket)?");
      return NO_DAEMON;
    }
    if (reply.exitCode() != 0) {
      err.println("berthctl: " + (reply.stderr().isEmpty() ? reply.stdout() : reply.stderr()));
      return 1;
    }
    return success.applyAsInt(reply.stdout());
  }
}
