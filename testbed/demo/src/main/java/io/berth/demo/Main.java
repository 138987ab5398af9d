package io.berth.demo;

import io.berth.demo.kill.KillOptions;
import io.berth.demo.kill.KillTest;
import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Namespaces;
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
      "  ./demo --kill-rounds 5                 kill the daemon in the middle of 200 requests, five times",
      "",
      "Exit codes: 0 every check passed, 1 a check failed, 2 wrong usage, 3 cannot be shown here."
    })
public final class Main {

  private static final int CHECK_FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int CANNOT_SHOW = 3;

  /// Set by `./demo` when it runs this inside a user and network namespace made for it.
  private static final String UNSHARED = "BERTH_DEMO_UNSHARED";

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
          "Instead of the demonstration: kill the daemon N times in the middle of 200"
              + " concurrent ADDs and DELs, and check the kernel after each restart.")
  private int killRounds;

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
      if (System.getenv(UNSHARED) != null) {
        Namespaces.setLoopbackUp();
      }
      Dist tree = dist == null ? Dist.around(Main.class) : Dist.at(dist);
      boolean ok =
          killRounds > 0
              ? new KillTest(new KillOptions(killRounds, seed), tree, System.out, cleanup).run()
              : new Demo(options, tree, screen(), cleanup).run();
      return ok ? 0 : CHECK_FAILED;
    } catch (IOException e) {
      System.err.println("demo: " + e.getMessage());
      return CHECK_FAILED;
    }
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
