package io.berth.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Aim: no input breaks a reader. Method: 100,000 inputs that coverage leads, shared among the
/// targets; `testbed/fuzz/run` does the same with 10 million.
class ShortCampaignTest {

  private static final long INPUTS = 100_000;

  @TempDir private Path folder = Path.of("");

  static List<Target> targets() {
    return Target.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void campaign_short_findsNothing(Target target) throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    long inputs = INPUTS * target.share() / 100;

    Campaign.Result result = new Campaign(target, inputs, 1, folder, told::add).run();

    assertEquals(List.of(), result.findings(), String.join("\n", told));
    assertEquals(0, result.status(), String.join("\n", told));
    assertTrue(result.counts().inputs() >= inputs, result.counts().toString());
  }
}
