package io.berth.demo;

import java.util.ArrayList;
import java.util.List;

/// Collects checks and shows each at once. For one thread.
final class Checks {

  private final Screen screen;
  private final List<Check> all = new ArrayList<>();

  Checks(Screen screen) {
    this.screen = screen;
  }

  void passed(String name, String detail) {
    add(new Check(name, Outcome.PASSED, detail));
  }

  void failed(String name, String detail) {
    add(new Check(name, Outcome.FAILED, detail));
  }

  void skipped(String name, String reason) {
    add(new Check(name, Outcome.SKIPPED, reason));
  }

  /// Passes with one sentence or fails with the other.
  void that(boolean holds, String name, String whenTrue, String whenFalse) {
    if (holds) {
      passed(name, whenTrue);
    } else {
      failed(name, whenFalse);
    }
  }

  List<Check> all() {
    return List.copyOf(all);
  }

  /// Those that ended so.
  List<Check> ended(Outcome outcome) {
    return all.stream().filter(check -> check.outcome() == outcome).toList();
  }

  private void add(Check check) {
    all.add(check);
    screen.check(check);
  }
}
