package io.berth.emulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `berth-emulator` program.
@Command(
    name = "berth-emulator",
    mixinStandardHelpOptions = true,
    version = "berth-emulator 0.1.0",
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Main implements Callable<Integer> {

  /// How long a signal waits for a start that is under way, so that nothing of it stays behind.
  private static final long START_SECONDS = 10;

  @Spec private CommandSpec spec;
  @Mixin private StartOptions options;

  private final CountDownLatch startEnded = new CountDownLatch(1);
  private volatile @Nullable Emulator running;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setUsageHelpWidth(HelpText.WIDTH);
    commandLine
        .getCommandSpec()
        .usageMessage()
        .description(HelpText.DESCRIPTION)
        .footer(HelpText.footer());
    return commandLine;
  }

  @Override
  public Integer call() throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("clean-up").unstarted(this::cleanUp));
    try (Emulator emulator = start()) {
      options.setUp(emulator);
      PrintWriter out = spec.commandLine().getOut();
      out.println(options.wantsJson() ? emulator.summaryJson() : emulator.summaryTable());
      out.flush();
      emulator.awaitShutDown();
      return CommandLine.ExitCode.OK;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("berth-emulator: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Emulator start() throws IOException {
    try {
      Emulator emulator = options.start();
      running = emulator;
      return emulator;
    } finally {
      startEnded.countDown();
    }
  }

  /// On a signal: removes what was made. The main thread goes on meanwhile, so it may close first.
  private void cleanUp() {
    try {
      boolean _ = startEnded.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Emulator emulator = running;
    if (emulator != null) {
      emulator.close();
    }
  }
}
