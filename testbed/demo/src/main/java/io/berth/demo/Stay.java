package io.berth.demo;

import io.berth.demo.rig.Node;
import java.util.concurrent.CountDownLatch;

/// Keeps everything running and tells where to look.
final class Stay {

  private Stay() {}

  /// Returns only by an exception; Ctrl-C ends the process, whose hook cleans up.
  static void untilInterrupted(Stage stage) throws InterruptedException {
    Screen screen = stage.screen;
    screen.section(
        "Everything keeps running",
        "Look at it from another terminal, as root. Ctrl-C here ends it and removes all of it.");
    screen.line("EC2 API        " + stage.testbed().ec2Endpoint());
    screen.line("control API    " + stage.testbed().controlEndpoint());
    screen.line("logs           " + stage.folder.root());
    for (Node node : stage.nodes) {
      screen.line("");
      screen.line(node.name() + " " + node.place().instance() + " " + node.place().primary());
      screen.line("  " + stage.dist.control() + " --socket " + node.socket() + " pool");
      screen.line("  nsenter --net=" + node.place().namespace() + " ip route show table all");
      stage.podsOn(node).stream()
          .findFirst()
          .ifPresent(pod ->
              screen.line(
                  "  nsenter --net="
                      + pod.pod().namespace()
                      + " ip addr   # pod "
                      + pod.pod().name()
                      + ", "
                      + pod.address()));
    }
    new CountDownLatch(1).await();
  }
}
