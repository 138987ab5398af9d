package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.pool.AddressPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A journal that refuses is caught up with when it takes events again, and one that has forgotten
/// something makes the loop hear EC2 before it asks for more.
class JournalTroubleTest {

  private static final EniId PRIMARY = new EniId("eni-1");

  @Test
  void eniThatWasRefused_isWrittenAgainWithWhatItHasByThen() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(2), 0);
    node.journalRefusal = "No space left on device";
    node.settle();
    node.advance(1_000);
    node.settle();
    assertEquals(List.of(), node.journaled);
    assertEquals(2, node.pool.view().free());

    node.journalRefusal = null;
    node.advance(1_000);

    Eni written = Objects.requireNonNull(JournalReplay.replay(node.journaled).enis().get(PRIMARY));
    assertEquals(2, written.secondaries().size());
    int events = node.journaled.size();
    node.advance(5_000);
    assertEquals(events, node.journaled.size(), "once is enough");
  }

  @Test
  void forgottenEnis_makeTheLoopHearEc2BeforeItAsksForMore() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(2), 3);
    List<Eni> shown = new ArrayList<>(node.vpc.attached.values());
    Eni known = shown.getFirst();
    Eni forgetful = known.withPortions(known.portions().minus(known.portions()));
    node.loop.restoreDoubtful(forgetful, true, node.nowMillis, node.nowMillis);
    List<Long> placed = new ArrayList<>();
    node.loop.lookFirst(List.of(known.secondaries().get(1)), placed::add);

    node.demand(20_000);
    assertEquals(List.of("describe"), node.pendingCalls());
    node.settle();

    assertEquals(1, placed.size());
    assertEquals(known.secondaries().get(1), node.pool.address(placed.getFirst()));
    assertEquals(1, node.grants.size());
    assertEquals(
        1,
        node.journaled.stream()
            .filter(event ->
                event instanceof JournalEvent.EniKnown(Eni eni)
                    && eni.carries(known.secondaries().get(1)))
            .limit(1)
            .count());
    assertEquals(AddressPool.NONE, node.pool.claimExact(known.secondaries().get(1)));
  }
}
