package io.berth.demo;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.PoolView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Starts a daemon on each node and waits until its pool is warm.
final class StartDaemons implements Step {

  /// Growing to three ENIs takes some five seconds of EC2; the rest is for a slow machine.
  private static final Duration WARM_LIMIT = Duration.ofMinutes(3);

  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  @Override
  public String title() {
    return "One daemon a node warms its pool";
  }

  @Override
  public String why() {
    return "ipamd asks EC2 for ENIs and addresses before any pod needs them, so that no pod waits"
        + " for EC2: MINIMUM_IP_TARGET says how many at least, WARM_IP_TARGET=1 keeps one spare.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Node node : stage.nodes) {
      node.startDaemon();
    }
    for (Node node : stage.nodes) {
      stage.screen.progress("waiting for the daemon of " + node.name());
      node.awaitServing();
    }
    int wanted = stage.options.podsPerNode();
    List<String> warm = new ArrayList<>();
    for (Node node : stage.nodes) {
      PoolView pool = awaitWarm(stage, node, wanted);
      warm.add(pool.free() + " on " + pool.enis().size() + " ENIs of " + node.name());
    }
    stage.checks.passed(
        "pools-warm",
        "warm addresses: %s; %.1f s from starting the daemons, %d EC2 calls"
            .formatted(
                String.join(", ", warm),
                (System.nanoTime() - start) / 1e9,
                stage.testbed().ec2Calls().values().stream().mapToLong(Long::longValue).sum()));
  }

  private static PoolView awaitWarm(Stage stage, Node node, int wanted)
      throws IOException, InterruptedException {
    List<PoolView> looks = new ArrayList<>();
    boolean warm =
        Await.until(
            WARM_LIMIT,
            LOOK_EVERY,
            () -> {
              node.runningDaemon().requireAlive();
              PoolView pool = node.control().pool();
              stage.screen.progress(
                  "%s: %d addresses on %d ENIs"
                      .formatted(node.name(), pool.total(), pool.enis().size()));
              looks.add(pool);
              return pool.free() >= wanted;
            });
    PoolView last = looks.getLast();
    if (!warm) {
      throw new IOException(
          "the pool of %s is not warm after %d s: %d of %d addresses free; %s"
              .formatted(
                  node.name(),
                  WARM_LIMIT.toSeconds(),
                  last.free(),
                  wanted,
                  last.blocked().isEmpty() ? "nothing is said to block it" : last.blocked()));
    }
    return last;
  }
}
