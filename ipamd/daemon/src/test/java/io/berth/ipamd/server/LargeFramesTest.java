package io.berth.ipamd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: large frames never hold more than their bound, and nobody is forgotten. Method: claims in
/// every order that matters.
class LargeFramesTest {

  private static final int LARGE = 600_000;

  private final LargeFrames frames = new LargeFrames(1_000_000);
  private final List<String> granted = new ArrayList<>();

  private LargeFrames.Claim claim(String name, int bytes) {
    return frames.claim(bytes, () -> granted.add(name));
  }

  @Test
  void claims_beyondTheBound_waitInOrder() {
    LargeFrames.Claim first = claim("first", LARGE);
    LargeFrames.Claim second = claim("second", LARGE);
    LargeFrames.Claim third = claim("third", 100_000);

    assertTrue(first.isHeld());
    assertFalse(second.isHeld(), "it does not fit");
    assertFalse(third.isHeld(), "it would fit, but is later");
    assertTrue(claim("small", LargeFrames.SMALL_BYTES).isHeld(), "small ones never wait");

    first.end();
    first.end();

    assertEquals(List.of("second", "third"), granted);
    assertFalse(frames.hasRoom(LARGE));
    assertTrue(frames.hasRoom(300_000));
  }

  @Test
  void waitingClaim_ended_makesWayForTheNext() {
    LargeFrames.Claim first = claim("first", LARGE);
    LargeFrames.Claim second = claim("second", LARGE);
    claim("third", 100_000);

    second.end();

    assertEquals(List.of("third"), granted);
    first.end();
    assertEquals(List.of("third"), granted);
  }
}
