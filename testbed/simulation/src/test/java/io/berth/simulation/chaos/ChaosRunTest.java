package io.berth.simulation.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Aim: a seed of chaos can be played again, and does happen. Method: two runs of one seed, and
/// another seed.
class ChaosRunTest {

  @Test
  void oneSeedHasOneHistory() {
    SeedResult first = ChaosRun.run(7, 5);
    assertTrue(first.events() > 100, first.events() + " events");
    assertEquals(first.hash(), ChaosRun.run(7, 5).hash());
    assertNotEquals(first.hash(), ChaosRun.run(8, 5).hash());
  }
}
