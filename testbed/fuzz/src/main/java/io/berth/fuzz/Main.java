package io.berth.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `testbed/fuzz/run`: hostile input for every reader of bytes from outside.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Attacks Berth's readers of bytes from outside with inputs that coverage leads.",
      "An input is at fault that makes a reader throw, hang, or allocate more than its length allows."
    })
public final class Main implements Callable<Integer> {

  @Option(names = "--inputs", description = "inputs in all, by default ${DEFAULT-VALUE}")
  private long inputs = 10_000_000;

  @Option(
      names = "--target",
      description = "only this one: frame, cni, netlink, journal, imds, ec2")
  private @Nullable String only;

  @Option(names = "--seed", description = "of the mutations, by default ${DEFAULT-VALUE}")
  private int seed = 1;

  @Option(
      names = "--work",
      description = "where corpus and findings go, by default ${DEFAULT-VALUE}")
  private Path work = Path.of("testbed/fuzz/target/fuzz");

  @Option(
      names = "--replay",
      description = "read this one input with --target and say what it comes to")
  private @Nullable Path replay;

  private Main() {}

  /// Exits with 0 when nothing was found, 1 when something was, 2 for wrong use.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Target> targets = only == null ? Target.ALL : List.of(Target.of(only));
    if (replay != null) {
      byte[] input = Files.readAllBytes(replay);
      Tally tally = new Tally(targets.getFirst(), 1);
      tally.read(input);
      System.out.println(
          targets.getFirst().name() + ": " + targets.getFirst().outcome().apply(input));
      return 0;
    }
    long shares = targets.stream().mapToLong(Target::share).sum();
    List<Campaign.Result> results = new ArrayList<>();
    for (Target target : targets) {
      long count = Math.max(1, inputs * target.share() / shares);
      System.out.println(target.name() + ": " + count + " inputs");
      results.add(
          new Campaign(target, count, seed, work.toAbsolutePath(), System.out::println).run());
    }
    System.out.print(Summary.of(results));
    return results.stream().allMatch(Campaign.Result::clean) ? 0 : 1;
  }
}
