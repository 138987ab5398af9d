package io.berth.demo;

import io.berth.demo.rig.Node;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/// Prints what the run cost.
final class Figures implements Step {

  private static final int PROCESS_STARTS = 50;

  @Override
  public String title() {
    return "What it cost";
  }

  @Override
  public String why() {
    return "Milliseconds as the caller of the executable sees them, "
        + PodCrew.AT_ONCE_PER_NODE
        + " at once on each node. ADD beyond the pool: those that filled the last ENI and waited for"
        + " EC2. /bin/true, one at a time, is the price of starting any process here.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    Table table = new Table("", "COUNT", "P50", "P90", "P99", "MAX");
    row(table, "ADD", stage.crew.addPercentiles());
    row(table, "ADD beyond the pool", stage.crew.waitingAddPercentiles());
    row(table, "DEL", stage.crew.deletePercentiles());
    row(table, "/bin/true", processStarts(stage.nodes.getFirst()));
    stage.screen.table(table);
    Map<String, Long> calls = new TreeMap<>(stage.testbed().ec2Calls());
    long total = calls.values().stream().mapToLong(Long::longValue).sum();
    String byAction =
        calls.entrySet().stream()
            .map(call -> call.getKey() + " " + call.getValue())
            .collect(Collectors.joining(", "));
    Words.wrap("EC2 calls of all nodes: " + total + ": " + byAction, Screen.TEXT_WIDTH)
        .forEach(stage.screen::line);
  }

  private static void row(Table table, String what, Percentiles p) {
    table.row(
        what,
        p.count(),
        Percentiles.text(p.p50Millis()),
        Percentiles.text(p.p90Millis()),
        Percentiles.text(p.p99Millis()),
        Percentiles.text(p.maxMillis()));
  }

  private static Percentiles processStarts(Node node) throws IOException, InterruptedException {
    Durations durations = new Durations();
    try {
      node.callers()
          .submit(() -> {
            for (int i = 0; i < PROCESS_STARTS; i++) {
              long start = System.nanoTime();
              new ProcessBuilder("/bin/true").start().waitFor();
              durations.add(System.nanoTime() - start);
            }
            return true;
          })
          .get();
    } catch (ExecutionException e) {
      throw new IOException("/bin/true could not be run: " + e.getCause(), e);
    }
    return durations.percentiles();
  }
}
