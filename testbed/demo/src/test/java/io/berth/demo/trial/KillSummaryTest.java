package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// That rounds are counted as they went, and that rounds which hit nothing prove nothing.
class KillSummaryTest {

  private static final long KILL_NANOS = 100;

  private static final KillRound HIT =
      KillRound.of(
          List.of(
              call(1, Verb.ADD, 10, 50, true),
              call(2, Verb.ADD, 10, 150, true),
              call(3, Verb.DEL, 90, 200, false),
              call(4, Verb.DEL, 110, 210, true)),
          300,
          KILL_NANOS,
          400,
          2,
          List.of());

  private static final KillRound MISSED =
      KillRound.of(List.of(call(1, Verb.ADD, 10, 50, true)), 70, KILL_NANOS, 500, 0, List.of());

  @Test
  void round_tellsWhatWasInFlight() {
    assertEquals(
        "killed after 300 ms with 1 ADDs and 1 DELs in flight; 2 ADDs and 1 DELs answered, 2"
            + " executables killed; served again after 400 ms; all holds",
        HIT.sentence());
  }

  @Test
  void summary_addsUp() {
    assertEquals(
        List.of(
            "2 rounds in 5 s: 1 (50 %) of the kills hit requests in flight, on average those of 10 % of"
                + " the callers",
            "3 ADDs and 1 DELs answered, 2 executables killed, serving again after 500 ms (median), 0"
                + " violations"),
        KillSummary.of(List.of(HIT, MISSED), 10, 5_400).sentences());
  }

  @Test
  void summary_passesOnlyWithAHitAndWithoutViolation() {
    assertTrue(KillSummary.of(List.of(HIT), 10, 1).passed());
    assertFalse(KillSummary.of(List.of(MISSED), 10, 1).passed());
    KillRound lie = KillRound.of(List.of(), 1, 1, 1, 1, List.of("a lie"));
    assertFalse(KillSummary.of(List.of(HIT, lie), 10, 1).passed());
    assertTrue(lie.sentence().endsWith("; 1 violations"), lie.sentence());
  }

  private static CallRecord call(int id, Verb verb, long begun, long end, boolean succeeded) {
    return new CallRecord(id, verb, "c" + id, begun, new CallRecord.Answer(succeeded, "", end));
  }
}
