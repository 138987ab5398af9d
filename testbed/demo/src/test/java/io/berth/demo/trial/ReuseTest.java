package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// That an address which came to two sandboxes too early is found, from the callers' log alone.
class ReuseTest {

  private static final long COOLING_MILLIS = 1_000;

  @Test
  void violations_afterDelAndCooling_none() {
    assertFound(List.of(add("c1", 0, 10), del("c1", 20), add("c2", 900, 1_020)));
  }

  @Test
  void violations_whileItCools_named() {
    assertFound(
        List.of(add("c1", 0, 10), del("c1", 20), add("c2", 900, 1_019)),
        "10.0.0.9 was given to c1 and c2 within 999 ms of the DEL; it cools for 1000 ms");
  }

  @Test
  void violations_withoutDel_named() {
    assertFound(
        List.of(add("c1", 0, 10), add("c2", 5_000, 5_010)),
        "10.0.0.9 was given to c1 and c2, without a DEL between");
  }

  @Test
  void violations_beforeTheDelBegan_named() {
    assertFound(
        List.of(add("c1", 0, 10), add("c2", 5_000, 5_010), del("c1", 5_020)),
        "10.0.0.9 was given to c1 and c2, without a DEL between");
  }

  @Test
  void violations_coolingCountsFromTheFirstDel_asARuntimeRepeatsIt() {
    assertFound(
        List.of(add("c1", 0, 10), del("c1", 20), del("c1", 1_000), add("c2", 1_100, 1_200)));
  }

  private static CallRecord add(String container, long begunMillis, long endMillis) {
    var answer = new CallRecord.Answer(true, "10.0.0.9", endMillis * 1_000_000);
    return new CallRecord(1, Verb.ADD, container, begunMillis * 1_000_000, answer);
  }

  private static CallRecord del(String container, long begunMillis) {
    return new CallRecord(2, Verb.DEL, container, begunMillis * 1_000_000, null);
  }

  private static void assertFound(List<CallRecord> history, String... expected) {
    assertEquals(List.of(expected), Reuse.violations(history, COOLING_MILLIS));
  }
}
