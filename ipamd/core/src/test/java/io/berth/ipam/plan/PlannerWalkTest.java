package io.berth.ipam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random nodes in which pods come and go while calls are in flight, fail, and come back in any
/// order, subnets fragment and fill up, ENIs are drained and the mode is switched. At every step no
/// limit is passed and no address of a pod is touched; once nothing happens any more the node comes
/// to rest, and then either has what the targets ask for or says what is in the way.
class PlannerWalkTest {

  private static final int WALKS_PER_SEED = 200;
  private static final int STEPS = 120;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void walk_ofEverySeed_keepsLimitsAndPodsAndComesToRest(long seed) {
    for (long walk = 0; walk < WALKS_PER_SEED; walk++) {
      NodeWalk node = new NodeWalk(seed * 1_000_003 + walk);
      try {
        for (int step = 0; step < STEPS; step++) {
          node.step();
        }
        node.comeToRest();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ", walk " + walk + ": " + node, failure);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void walk_ofOneSeed_isTheSameTwice(long seed) {
    NodeWalk first = new NodeWalk(seed);
    NodeWalk second = new NodeWalk(seed);
    for (int step = 0; step < STEPS; step++) {
      first.step();
      second.step();
    }
    assertEquals(first.toString(), second.toString());
    assertTrue(first.plans > 0);
  }
}
