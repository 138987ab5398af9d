package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.port.CloudFailure;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every class of failure waits within its own range, longer when it repeats, and never in step.
class BackoffTest {

  @ParameterizedTest
  @EnumSource(CloudFailure.Kind.class)
  void failures_ofOneKind_waitWithinItsRangeAndReachItsUpperHalf(CloudFailure.Kind kind) {
    Backoff backoff = new Backoff(new Random(1));
    Backoff.Range range = Backoff.range(kind);
    long longest = 0;
    for (int i = 0; i < 200; i++) {
      long wait = backoff.failed(failure(kind), 1_000) - 1_000;
      assertTrue(
          wait >= range.firstMillis() && wait <= range.longestMillis(), kind + " waits " + wait);
      assertTrue(i > 0 || wait <= 2 * range.firstMillis(), "the first wait is long: " + wait);
      longest = Math.max(longest, wait);
    }
    assertTrue(longest > range.longestMillis() / 2, kind + " waits at most " + longest);
  }

  @Test
  void failure_ofAnotherKind_beginsAnew() {
    Backoff backoff = new Backoff(new Random(2));
    for (int i = 0; i < 50; i++) {
      backoff.failed(failure(CloudFailure.Kind.NOT_AUTHORISED), 0);
    }
    long until = backoff.failed(failure(CloudFailure.Kind.UNAVAILABLE), 0);
    assertTrue(until <= 500, "waits " + until + " ms for the first time-out");
  }

  @Test
  void success_clears() {
    Backoff backoff = new Backoff(new Random(3));
    long until = backoff.failed(failure(CloudFailure.Kind.BUSY), 10);
    assertTrue(backoff.blocks(until - 1));
    assertFalse(backoff.blocks(until));
    backoff.succeeded();
    assertFalse(backoff.blocks(11));
    assertEquals(Long.MAX_VALUE, backoff.wakeMillis(11));
  }

  @Test
  void nodes_thatFailTogether_comeBackApart() {
    Set<Long> waits = new HashSet<>();
    Random random = new Random(4);
    for (int node = 0; node < 100; node++) {
      waits.add(new Backoff(random).failed(failure(CloudFailure.Kind.THROTTLED), 0));
    }
    assertTrue(waits.size() > 80, "only " + waits.size() + " different waits of 100");
  }

  private static CloudFailure failure(CloudFailure.Kind kind) {
    return new CloudFailure(kind, "Code", "text");
  }
}
