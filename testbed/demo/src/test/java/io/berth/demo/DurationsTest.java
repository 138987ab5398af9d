package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// That percentiles are those of the values put in: adds 1 to 100 ms and reads them back within the
/// histogram's three digits.
class DurationsTest {

  private static final double TOLERANCE_MILLIS = 0.1;

  @Test
  void percentiles_oneToHundred_eachIsItsRank() {
    Durations durations = new Durations();
    for (int millis = 1; millis <= 100; millis++) {
      durations.add(millis * 1_000_000L);
    }
    Percentiles p = durations.percentiles();
    assertEquals(100, p.count());
    assertEquals(50, p.p50Millis(), TOLERANCE_MILLIS);
    assertEquals(90, p.p90Millis(), TOLERANCE_MILLIS);
    assertEquals(99, p.p99Millis(), TOLERANCE_MILLIS);
    assertEquals(100, p.maxMillis(), TOLERANCE_MILLIS);
  }

  @Test
  void percentiles_nothingAdded_zeros() {
    assertEquals(new Percentiles(0, 0, 0, 0, 0), new Durations().percentiles());
  }

  @Test
  void asMap_values_millisWithThreeDecimals() {
    Percentiles p = new Percentiles(3, 1.23456, 2, 3, 4.0004);
    assertEquals(Map.of("count", 3L, "p50", 1.235, "p90", 2.0, "p99", 3.0, "max", 4.0), p.asMap());
  }

  @Test
  void text_smallAndLarge_oneDecimalBelowTen() {
    assertEquals("3.2", Percentiles.text(3.21));
    assertEquals("87", Percentiles.text(87.3));
  }
}
