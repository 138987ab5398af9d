package io.berth.demo;

import io.berth.demo.rig.Child;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the programs said last, for a person who has to find out why something failed.
final class Logs {

  private Logs() {}

  static void show(Stage stage) {
    show(stage.screen, "the emulator", Testbed.log(stage.folder));
    for (Node node : stage.nodes) {
      show(stage.screen, "the daemon of " + node.name(), node.log());
    }
  }

  private static void show(Screen screen, String who, Path log) {
    if (Files.exists(log)) {
      screen.line(who + " said last:");
      Child.tail(log).forEach(line -> screen.line("  " + line));
    }
  }
}
