package io.berth.ipam.journal;

import static io.berth.ipam.journal.JournalSamples.address;
import static io.berth.ipam.journal.JournalSamples.key;
import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent.Clean;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Replay knows at every moment which addresses are leased, which wait for the kernel and which
/// cool. Folds scripts of events, each prefix of them, and random ones.
class JournalReplayTest {

  @Test
  void life_replayed_addsUpToWhatANodeKnows() {
    JournalState state = JournalReplay.replay(JournalSamples.life());

    assertEquals(Map.of(key(2), lease(2)), state.leases());
    assertEquals(Map.of(address(3), key(3)), state.released());
    assertEquals(Map.of(address(1), 30_000L), state.coolingUntilBootMillis());
    assertEquals(Set.of(new EniId("eni-0a"), new EniId("eni-0b")), state.enis().keySet());
    assertEquals(JournalSamples.IDENTITY, state.identity());
    assertEquals(List.of("token-1"), state.tokens());
    assertEquals(List.of(), state.contradictions());
  }

  @Test
  void everyPrefix_replayedFromItsSnapshot_isTheSame() {
    List<JournalEvent> life = JournalSamples.life();
    for (int length = 0; length <= life.size(); length++) {
      JournalState state = JournalReplay.replay(life.subList(0, length));

      assertEquals(state, JournalReplay.replay(state.toEvents()), "after " + length);
    }
  }

  @Test
  void released_withoutClean_isNeitherLeasedNorCooling() {
    JournalState state =
        JournalReplay.replay(List.of(new Leased(lease(1)), new Released(key(1), address(1))));

    assertTrue(state.leases().isEmpty());
    assertTrue(state.coolingUntilBootMillis().isEmpty());
    assertEquals(Map.of(address(1), key(1)), state.released());
  }

  @Test
  void leasedAgain_afterCooling_isOnlyLeased() {
    JournalState state =
        JournalReplay.replay(
            List.of(
                new Leased(lease(1)),
                new Released(key(1), address(1)),
                new Clean(address(1), 30_000),
                new Leased(lease(1))));

    assertEquals(Set.of(key(1)), state.leases().keySet());
    assertTrue(state.released().isEmpty());
    assertTrue(state.coolingUntilBootMillis().isEmpty());
  }

  @Test
  void sameKeyAgain_beforeTheOldAddressIsClean_survivesASnapshot() {
    Lease again = new Lease(key(1), address(2), new EniId("eni-0b"), lease(1).pod(), "eni2", 1);
    JournalState state =
        JournalReplay.replay(
            List.of(new Leased(lease(1)), new Released(key(1), address(1)), new Leased(again)));

    assertEquals(Map.of(key(1), again), JournalReplay.replay(state.toEvents()).leases());
    assertEquals(Map.of(address(1), key(1)), JournalReplay.replay(state.toEvents()).released());
  }

  @Test
  void release_ofAnotherSandboxsAddress_changesNothingAndIsTold() {
    JournalState state =
        JournalReplay.replay(List.of(new Leased(lease(1)), new Released(key(2), address(1))));

    assertEquals(Set.of(key(1)), state.leases().keySet());
    assertEquals(
        List.of("10.0.2.101 was released by aws-cni/c2/eth0 while aws-cni/c1/eth0 had it"),
        state.contradictions());
  }

  @Test
  void clean_ofALeasedAddress_changesNothingAndIsTold() {
    JournalState state =
        JournalReplay.replay(List.of(new Leased(lease(1)), new Clean(address(1), 5)));

    assertEquals(Set.of(key(1)), state.leases().keySet());
    assertTrue(state.coolingUntilBootMillis().isEmpty());
    assertEquals(
        List.of("10.0.2.101 was called clean while aws-cni/c1/eth0 had it"),
        state.contradictions());
  }

  @Test
  void tokens_beyondTheBound_forgetTheOldest() {
    JournalState state =
        JournalReplay.replay(
            IntStream.rangeClosed(1, JournalReplay.MAX_TOKENS + 1)
                .<JournalEvent>mapToObj(i -> new TokenUsed("t" + i))
                .toList());

    assertEquals(JournalReplay.MAX_TOKENS, state.tokens().size());
    assertEquals("t2", state.tokens().getFirst());
  }

  @Test
  void earlierDeadline_repeatedLater_shortensNothing() {
    JournalState state =
        JournalReplay.replay(
            List.of(
                new Clean(address(1), 30_000),
                new Leased(lease(1)),
                new Released(key(1), address(1)),
                new Clean(address(1), 90_000),
                new Leased(lease(2)),
                new Released(key(1), address(1)),
                new Clean(address(1), 30_000)));

    assertEquals(90_000L, state.coolingUntilBootMillis().get(address(1)));
  }

  @Test
  void damaged_replayed_isIncompleteUntilRecovered() {
    JournalReplay replay = new JournalReplay();
    replay.apply(new JournalEvent.Damaged());
    assertFalse(replay.state().complete());
    assertFalse(JournalReplay.replay(replay.state().toEvents()).complete());

    replay.apply(new JournalEvent.Recovered(50));
    assertTrue(replay.state().complete());
    assertEquals(50, JournalReplay.replay(replay.state().toEvents()).doubtUntilBootMillis());

    replay.apply(new JournalEvent.Damaged());
    JournalState twice = JournalReplay.replay(replay.state().toEvents());
    assertFalse(twice.complete());
    assertEquals(50, twice.doubtUntilBootMillis());

    replay.forgetCooled(50);
    assertEquals(0, replay.state().doubtUntilBootMillis());
  }

  @Test
  void deadlinesThatHavePassed_areForgotten_othersKept() {
    JournalReplay replay = new JournalReplay();
    replay.apply(new Clean(address(1), 100));
    replay.apply(new Clean(address(2), 101));

    replay.forgetCooled(100);

    assertEquals(Map.of(address(2), 101L), replay.state().coolingUntilBootMillis());
  }

  @Test
  void randomEvents_replayed_neverHoldAnAddressTwice() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      JournalReplay replay = new JournalReplay();
      for (int i = 0; i < 60; i++) {
        replay.apply(anyEvent(random));
        assertOneStatePerAddress(replay.state(), "seed " + seed + ", event " + i);
      }
      JournalState snapshot = JournalReplay.replay(replay.state().toEvents());
      assertEquals(replay.state().leases(), snapshot.leases(), "seed " + seed);
      assertEquals(replay.state().released(), snapshot.released(), "seed " + seed);
      assertEquals(List.of(), snapshot.contradictions(), "seed " + seed);
    }
  }

  private static JournalEvent anyEvent(Random random) {
    IpAddress address = address(random.nextInt(4));
    Lease of = lease(random.nextInt(4));
    return switch (random.nextInt(3)) {
      case 0 -> new Leased(new Lease(of.key(), address, of.eni(), of.pod(), of.hostLink(), 1));
      case 1 -> new Released(of.key(), address);
      default -> new Clean(address, random.nextInt(100));
    };
  }

  private static void assertOneStatePerAddress(JournalState state, String when) {
    Set<IpAddress> seen = new HashSet<>();
    Stream.of(
            state.leases().values().stream().map(Lease::address),
            state.released().keySet().stream(),
            state.coolingUntilBootMillis().keySet().stream())
        .flatMap(addresses -> addresses)
        .forEach(address -> assertTrue(seen.add(address), when + ": " + address + " twice"));
    assertFalse(seen.size() > 4, when);
  }
}
