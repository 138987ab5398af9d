package io.berth.demo;

import java.io.IOException;

/// One section of the demonstration.
interface Step {

  /// What is shown, in a few words.
  String title();

  /// What it is and why it matters, in a sentence for newcomers.
  String why();

  /// Does it and records its checks.
  ///
  /// @throws IOException when the rest of the demonstration makes no sense without it; the message
  ///   is for a person
  void run(Stage stage) throws IOException, InterruptedException;
}
