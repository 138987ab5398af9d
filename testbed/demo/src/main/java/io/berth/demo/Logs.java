package io.berth.demo;

import io.berth.demo.rig.Node;

/// What the daemons said last, for a person who has to find out why something failed.
final class Logs {

  private Logs() {}

  /// Empty when no daemon was started.
  static String excerpt(Stage stage) {
    StringBuilder text = new StringBuilder();
    for (Node node : stage.nodes) {
      if (java.nio.file.Files.exists(node.log())) {
        text.append("\n").append(node.name()).append(" said last:\n");
        text.append(node.runningDaemon().tail());
      }
    }
    return text.toString();
  }
}
