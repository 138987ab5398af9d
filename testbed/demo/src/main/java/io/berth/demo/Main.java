package io.berth.demo;

import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Namespaces;
import io.berth.demo.trial.CutOffTrial;
import io.berth.demo.trial.FullDiskTrial;
import io.berth.demo.trial.KillTrial;
import io.berth.demo.trial.StartTrial;
import io.berth.demo.trial.Trial;
import io.berth.demo.trial.Trials;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.netlink.Privileges;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./demo`: the whole path on one machine.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    version = "Berth demo",
    sortOptions = false,
    description = {
      "Shows the whole path of a pod's address on this machine, without an AWS account: an emulated"
          + " VPC, one real Berth daemon a node, pods added by the real CNI executable, traffic"
          + " between them under VPC rules, and everything gone after DEL.",
      "",
      "It works in network namespaces that it makes and removes; nothing else on the machine is"
          + " touched and no packet leaves it. Needs root, or a kernel that allows unprivileged user"
          + " namespaces."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./demo                                 2 × m5.large, 40 pods, about a minute",
      "  ./demo --stay                          keep it running and look around",
      "  ./demo --nodes 3 --pods 60 --json report.json",
      "  ./demo --prefixes --instance-type t3.nano   prefix delegation, to the last address",
      "  ./demo --kill-rounds 5                 kill the daemon under 20 parallel callers, five times",
      "  ./demo --cut-off                       restart the daemon while EC2 and metadata are gone",
      "  ./demo --full-disk                     let the daemon run out of disk space",
      "",
      "Exit codes: 0 every check passed, 1 a check failed, 2 wrong usage, 3 cannot be shown here."
    })
public final class Main {

  private static final int CHECK_FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int CANNOT_SHOW = 3;

  @Option(
      names = "--pods",
      paramLabel = "N",
      defaultValue = "40",
      description = "Pods over all nodes (default: ${DEFAULT-VALUE}).")
  private int pods;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Emulated EC2 instances (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--instance-type",
      paramLabel = "TYPE",
      defaultValue = "m5.large",
      description = "Their type, which sets the limits (default: ${DEFAULT-VALUE}).")
  private String instanceType = "";

  @Option(
      names = "--prefixes",
      description = "Let addresses come in prefixes of sixteen (ENABLE_PREFIX_DELEGATION).")
  private boolean prefixes;

  @Option(names = "--stay", description = "Keep everything running until Ctrl-C.")
  private boolean stay;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the outcome there: ok, pods, checks, percentiles, EC2 calls, versions.")
  private @Nullable Path json;

  @Option(
      names = "--kill-rounds",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Instead of the demonstration: kill -9 the daemon N times at random moments while 20"
              + " callers add and delete pods, kill some of their executables too, and compare what"
              + " they were told with kernel and leases after each restart.")
  private int killRounds;

  @Option(
      names = "--cut-off",
      description =
          "Instead of the demonstration: restart the daemon without EC2 and without the metadata"
              + " service, each failing and silent; ADD, CHECK and DEL have to go on.")
  private boolean cutOff;

  @Option(
      names = "--full-disk",
      description =
          "Instead of the demonstration: fill the daemon's disk while 10 callers add and delete"
              + " pods, and free it again.")
  private boolean fullDisk;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Instead of the demonstration: start the daemon of a full node N times with its AOT cache"
              + " and N times without, and tell how long that takes and how much memory.")
  private int starts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--dist",
      paramLabel = "DIR",
      description = "The built tree (default: the one this program is in).")
  private @Nullable Path dist;

  private Main() {}

  /// Runs and exits.
  public static void main(String[] arguments) throws InterruptedException {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    try {
      CommandLine.ParseResult parsed = commandLine.parseArgs(arguments);
      if (parsed.isUsageHelpRequested()) {
        commandLine.usage(System.out);
        System.exit(0);
      }
      if (parsed.isVersionHelpRequested()) {
        System.out.println("Berth " + Versions.all().get("berth"));
        System.exit(0);
      }
    } catch (CommandLine.ParameterException e) {
      System.exit(wrongUsage(String.valueOf(e.getMessage())));
    }
    System.exit(main.run());
  }

  private int run() throws InterruptedException {
    InstanceLimits limits = InstanceTypes.bundled().find(instanceType);
    if (limits == null) {
      return wrongUsage("--instance-type " + instanceType + " is not known; try m5.large");
    }
    DemoOptions options =
        new DemoOptions(
            nodes,
            pods,
            limits,
            prefixes ? AddressKind.PREFIX : AddressKind.SINGLE,
            stay,
            json,
            seed);
    String problem = options.problem();
    if (problem != null) {
      return wrongUsage(problem);
    }
    Optional<String> lack = Privileges.lackingForNamespaces();
    if (lack.isPresent()) {
      System.out.println(
          "NOT SHOWN: everything here happens in network namespaces, and this process cannot make"
              + " one: "
              + lack.get());
      System.out.println(
          "Nothing was started and nothing was checked. Run it as root: sudo ./demo");
      return CANNOT_SHOW;
    }
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> report(cleanup.run()), "clean-up"));
    try {
      Namespaces.setLoopbackUpIfUnshared();
      Dist tree = dist == null ? Dist.around(Main.class) : Dist.at(dist);
      Trial trial = trial();
      boolean ok =
          trial == null
              ? new Demo(options, tree, screen(), cleanup).run()
              : new Trials(tree, System.out, cleanup).run(trial);
      return ok ? 0 : CHECK_FAILED;
    } catch (IOException e) {
      // Whatever failed because everything is being taken away says nothing.
      System.err.println("demo: " + (cleanup.hasBegun() ? "interrupted" : e.getMessage()));
      return CHECK_FAILED;
    }
  }

  /// What was asked for instead of the demonstration, or `null`.
  private @Nullable Trial trial() {
    if (killRounds > 0) {
      return new KillTrial(killRounds, seed);
    }
    if (cutOff) {
      return new CutOffTrial(seed);
    }
    if (fullDisk) {
      return new FullDiskTrial(seed);
    }
    return starts > 0 ? new StartTrial(starts, seed) : null;
  }

  // Since JDK 25 there is none again where input or output is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static Screen screen() {
    @Nullable Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    boolean colour = System.getenv("NO_COLOR") == null;
    return new Screen(System.out, terminal, colour, System::nanoTime);
  }

  private static void report(List<String> left) {
    left.forEach(sentence -> System.err.println("demo: " + sentence));
  }

  private static int wrongUsage(String message) {
    System.err.println("demo: " + message + " (try --help)");
    return WRONG_USAGE;
  }
}
