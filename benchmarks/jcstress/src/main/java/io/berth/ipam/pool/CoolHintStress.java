package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NEVER;
import static io.berth.ipam.pool.Fixture.one;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// P7: an address that is released while the control thread clears stale hints, or publishes
/// another order of blocks, is found by the next ripening and counts for the next deadline.
public final class CoolHintStress {

  private CoolHintStress() {}

  /// The slot's bit is stale: the control thread clears it and looks again.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "ripened once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cools for ever")
  public static class ReleasedWhileSlotBitIsCleared {
    private final AddressPool pool = Fixture.free();
    private final long handle = pool.claim();

    public ReleasedWhileSlotBitIsCleared() {
      Fixture.block(pool).setCoolHint(0);
    }

    @Actor
    public void release() {
      pool.release(handle, 0);
    }

    @Actor
    public void ripen(II_Result r) {
      r.r1 = pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = pool.ripen(0);
    }
  }

  /// The order is replaced, and the new one's bit is cleared before the release has come to it.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "ripened once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cools for ever")
  public static class ReleasedWhileOrderIsPublished {
    private final AddressPool pool = Fixture.free();
    private final long handle = pool.claim();

    @Actor
    public void release() {
      pool.release(handle, 0);
    }

    @Actor
    public void publish(II_Result r) {
      pool.addAddresses(Fixture.OTHER_ENI, List.of(Fixture.OTHER_ADDRESS), Fixture.FREE);
      r.r1 = pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = pool.ripen(0);
    }
  }

  /// Rule 1 broken: the topology is read before the slot changes, and so may be an old one.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "ripened once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cools for ever")
  public static class BrokenOrderReadFirst {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);

    public BrokenOrderReadFirst() {
      pool.claim();
    }

    @Actor
    public void release() {
      Topology seen = pool.topologyVolatile();
      long word = block.slotVolatile(0);
      block.casSlot(0, word, SlotWord.toCooling(word, 0));
      block.setCoolHint(0);
      seen.maybeCooling().raise(0);
    }

    @Actor
    public void publish(II_Result r) {
      pool.addAddresses(Fixture.OTHER_ENI, List.of(Fixture.OTHER_ADDRESS), Fixture.FREE);
      r.r1 = pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = pool.ripen(0);
    }
  }

  /// Rule 1 broken: the hints are set before the slot cools.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "ripened once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cools for ever")
  public static class BrokenHintBeforeSlot {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);

    public BrokenHintBeforeSlot() {
      pool.claim();
    }

    @Actor
    public void release() {
      block.setCoolHint(0);
      pool.topologyVolatile().maybeCooling().raise(0);
      long word = block.slotVolatile(0);
      block.casSlot(0, word, SlotWord.toCooling(word, 0));
    }

    @Actor
    public void ripen(II_Result r) {
      r.r1 = pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = pool.ripen(0);
    }
  }

  /// Rule 2 broken: the control thread does not look again after it has cleared a stale bit.
  @JCStressTest
  @State
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "counts for the next deadline")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cools for ever")
  public static class BrokenNoSecondLook {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);
    private final long handle = pool.claim();

    public BrokenNoSecondLook() {
      block.setCoolHint(0);
    }

    @Actor
    public void release() {
      pool.release(handle, 0);
    }

    @Actor
    public void clear() {
      if (!SlotWord.isCooling(block.slotVolatile(0))) {
        block.clearCoolHint(0);
      }
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = one(pool.nextDeadlineMillis() != NEVER);
    }
  }
}
