package io.berth.demo;

import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.EchoServers;
import io.berth.demo.rig.PodNamespaces;
import io.berth.demo.rig.RunFolder;
import io.berth.demo.rig.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One run of the demonstration, from an empty machine to an empty machine.
final class Demo {

  private static final List<Step> STEPS =
      List.of(
          new StartTestbed(),
          new StartDaemons(),
          new AddPods(),
          new CheckConnectivity(),
          new ShowPools(),
          new RestartDaemon(),
          new AskOneTooMany());

  private static final List<Step> LAST_STEPS =
      List.of(new DeletePods(), new StopDaemons(), new Figures());

  private final DemoOptions options;
  private final Dist dist;
  private final Screen screen;
  private final Cleanup cleanup;

  Demo(DemoOptions options, Dist dist, Screen screen, Cleanup cleanup) {
    this.options = options;
    this.dist = dist;
    this.screen = screen;
    this.cleanup = cleanup;
  }

  /// Runs all steps, cleans up, writes the report.
  ///
  /// @return whether no check failed
  boolean run() throws InterruptedException, IOException {
    RunFolder folder = cleanup.make("the folder of this run", RunFolder::create, RunFolder::delete);
    EchoServers servers = cleanup.make("the pods' servers", EchoServers::start, EchoServers::close);
    PodNamespaces sandboxes =
        new PodNamespaces(folder.folder("netns"), cleanup, new Random(options.seed()));
    Stage stage = new Stage(options, dist, folder, cleanup, screen, sandboxes, servers);
    screen.title(
        "Berth: %d pods on %d emulated %s nodes; run %s"
            .formatted(
                options.pods(), options.nodes(), options.limits().instanceType(), folder.id()));
    boolean complete = perform(stage, STEPS);
    if (complete && options.stay()) {
      writeReport(report(stage));
      Stay.untilInterrupted(stage);
    }
    complete = complete && perform(stage, LAST_STEPS);
    Report report = report(stage);
    boolean clean = cleanUp(stage);
    boolean ok = complete && clean && stage.checks.ended(Outcome.FAILED).isEmpty();
    writeReport(
        new Report(
            ok,
            report.pods(),
            stage.checks.all(),
            report.add(),
            report.del(),
            report.ec2Calls(),
            report.versions()));
    conclude(stage, ok);
    return ok;
  }

  /// @return whether the steps could all be gone through
  private boolean perform(Stage stage, List<Step> steps) throws InterruptedException {
    for (Step step : steps) {
      screen.section(step.title(), step.why());
      try {
        step.run(stage);
      } catch (IOException | RuntimeException e) {
        if (cleanup.hasBegun()) {
          throw new InterruptedException("the run is being ended");
        }
        stage.checks.failed(
            "went-through", "\"" + step.title() + "\" could not be finished: " + describe(e));
        Logs.show(stage);
        return false;
      }
    }
    return true;
  }

  private static String describe(Exception e) {
    return e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
  }

  private boolean cleanUp(Stage stage) {
    screen.progress("cleaning up");
    List<String> left = cleanup.run();
    if (!left.isEmpty()) {
      stage.checks.failed("cleaned-up", String.join("; ", left));
    }
    return left.isEmpty();
  }

  private Report report(Stage stage) throws InterruptedException {
    return new Report(
        stage.checks.ended(Outcome.FAILED).isEmpty(),
        Math.toIntExact(
            stage.crew.addPercentiles().count() + stage.crew.waitingAddPercentiles().count()),
        stage.checks.all(),
        stage.crew.addPercentiles(),
        stage.crew.deletePercentiles(),
        ec2Calls(stage.startedTestbed()),
        Versions.all());
  }

  private static Map<String, Long> ec2Calls(@Nullable Testbed testbed) throws InterruptedException {
    if (testbed == null) {
      return Map.of();
    }
    try {
      return testbed.ec2Calls();
    } catch (IOException e) {
      // The emulator is gone; the failure that ended it is a check of its own.
      return Map.of();
    }
  }

  private void writeReport(Report report) throws IOException {
    Path file = options.json();
    if (file != null) {
      Files.writeString(file, report.toJson() + System.lineSeparator());
    }
  }

  private void conclude(Stage stage, boolean ok) {
    List<Check> failed = stage.checks.ended(Outcome.FAILED);
    int skipped = stage.checks.ended(Outcome.SKIPPED).size();
    int passed = stage.checks.ended(Outcome.PASSED).size();
    screen.title("");
    screen.title(
        ok
            ? passed
                + " checks passed"
                + (skipped == 0 ? "" : ", " + skipped + " skipped")
                + "; nothing of this run is left."
            : failed.size()
                + " of "
                + stage.checks.all().size()
                + " checks FAILED; the first: "
                + (failed.isEmpty() ? "" : failed.getFirst().detail()));
  }
}
