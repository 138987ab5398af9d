package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Shows that delays stay in their bounds and that the tail has its share, by sampling.
class DelayTest {

  private final Random random = new Random(5);

  private long[] sample(Delay delay, int count) {
    return LongStream.generate(() -> delay.sampleMillis(random)).limit(count).toArray();
  }

  @Test
  void between_sampled_reachesBothBoundsAndNothingElse() {
    long[] samples =
        LongStream.of(sample(Delay.between(3, 5), 1_000)).distinct().sorted().toArray();
    assertEquals(3, samples.length);
    assertEquals(3, samples[0]);
    assertEquals(5, samples[2]);
  }

  @Test
  void tail_sampled_hasItsShare() {
    Delay delay = new Delay(0, 10, 1_000, 100);
    long inTail = LongStream.of(sample(delay, 10_000)).filter(millis -> millis > 10).count();
    assertTrue(inTail > 800 && inTail < 1_200, "in the tail: " + inTail);
  }

  @Test
  void bounds_outOfOrder_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> Delay.between(5, 4));
    assertThrows(IllegalArgumentException.class, () -> new Delay(0, 5, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> new Delay(0, 5, 6, 1_001));
    assertThrows(IllegalArgumentException.class, () -> Delay.fixed(-1));
  }
}
