package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// That of several starts the middle one is told.
class StartTrialTest {

  @Test
  void median_oddNumber_theMiddleOfEach() {
    List<StartTrial.Start> starts =
        List.of(
            new StartTrial.Start(400, 700, 90_000_000),
            new StartTrial.Start(900, 650, 80_000_000),
            new StartTrial.Start(300, 500, 100_900_000));
    assertEquals(
        "400 ms (650 of them computing) and 90 MB resident",
        StartTrial.Start.median(starts).sentence());
  }
}
