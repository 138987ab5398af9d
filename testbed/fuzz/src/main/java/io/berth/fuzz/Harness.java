package io.berth.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What Jazzer calls, by the names that it looks for. The target and the file for the counts come
/// as system properties.
public final class Harness {

  static final String TARGET = "berth.fuzz.target";
  static final String COUNTS = "berth.fuzz.counts";

  /// Inputs between two writings of the counts, which show the progress.
  private static final int EVERY = 10_000;

  /// Instrumented code copies both sides of each comparison of texts, to show them to the fuzzer.
  private static final long ALLOWANCE = 32;

  private static @Nullable Tally tally;
  private static long read;

  private Harness() {}

  /// Before the first input.
  public static void fuzzerInitialize() {
    tally = new Tally(Target.of(System.getProperty(TARGET, "")), ALLOWANCE);
  }

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Tally current = tally;
    if (current == null) {
      throw new IllegalStateException("not initialized");
    }
    current.read(input);
    if (++read % EVERY == 0) {
      fuzzerTearDown();
    }
  }

  /// After the last input, found or not.
  public static void fuzzerTearDown() throws IOException {
    Tally current = tally;
    String file = System.getProperty(COUNTS);
    if (current != null && file != null) {
      Files.writeString(Path.of(file), current.counts().line());
    }
  }
}
