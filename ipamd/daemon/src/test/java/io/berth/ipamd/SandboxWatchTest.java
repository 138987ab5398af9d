package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Aim: looks come once a period, and the loop wakes for them. Method: turns at chosen times.
class SandboxWatchTest {

  private int looks;
  private long nextMillis = Long.MAX_VALUE;
  private final SandboxWatch watch = new SandboxWatch(now -> nextMillis, () -> looks++, 1_000);

  @Test
  void turn_beforeThePeriodEnds_looksAtNothing() {
    assertEquals(61_000, watch.applyAsLong(60_999));
    assertEquals(0, looks);
  }

  @Test
  void turn_afterThePeriod_looksOnce() {
    assertEquals(121_500, watch.applyAsLong(61_500));
    assertEquals(121_500, watch.applyAsLong(61_501));
    assertEquals(1, looks);
  }

  @Test
  void turn_returnsTheEarlierOfTheTwo() {
    nextMillis = 2_000;
    assertEquals(2_000, watch.applyAsLong(1_500));
  }
}
