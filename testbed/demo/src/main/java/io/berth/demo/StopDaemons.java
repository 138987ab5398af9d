package io.berth.demo;

import io.berth.demo.rig.Node;
import java.util.ArrayList;
import java.util.List;

/// Stops the daemons as a node's shutdown does.
final class StopDaemons implements Step {

  @Override
  public String title() {
    return "Daemons stop";
  }

  @Override
  public String why() {
    return "SIGTERM ends them in order: running requests first, then the journal.";
  }

  @Override
  public void run(Stage stage) throws InterruptedException {
    long start = System.nanoTime();
    List<String> stubborn = new ArrayList<>();
    for (Node node : stage.nodes) {
      if (!node.runningDaemon().isAlive()) {
        stubborn.add(node.name() + " had ended before");
      } else if (!node.stopDaemon()) {
        stubborn.add(node.name() + " had to be killed");
      }
    }
    stage.checks.that(
        stubborn.isEmpty(),
        "daemons-stop",
        "%d daemons stopped in %.1f s"
            .formatted(stage.nodes.size(), (System.nanoTime() - start) / 1e9),
        String.join("; ", stubborn));
  }
}
