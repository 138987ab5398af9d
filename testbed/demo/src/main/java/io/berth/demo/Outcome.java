package io.berth.demo;

/// How a check ended.
enum Outcome {
  PASSED("ok"),
  FAILED("FAILED"),
  SKIPPED("skipped");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /// The word on the screen and in the report.
  String label() {
    return label;
  }
}
