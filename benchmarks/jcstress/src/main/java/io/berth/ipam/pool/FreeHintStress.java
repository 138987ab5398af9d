package io.berth.ipam.pool;

import static io.berth.ipam.pool.Fixture.one;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// P6: an address that becomes free while a claim clears the hints that led to nothing is found by
/// the next claim.
public final class FreeHintStress {

  private FreeHintStress() {}

  /// The slot's bit is stale: the claim clears it and looks again.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "claimed once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or claimed twice")
  public static class FreedWhileSlotBitIsCleared {
    private final AddressPool pool = Fixture.ripe();

    public FreedWhileSlotBitIsCleared() {
      Fixture.block(pool).setFreeHint(0);
    }

    @Actor
    public void claim(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void ripen() {
      pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = one(pool.claim());
    }
  }

  /// The block's bit is stale, as in every new order of blocks.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "claimed once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or claimed twice")
  public static class FreedWhileBlockBitIsCleared {
    private final AddressPool pool = Fixture.ripe();

    @Actor
    public void claim(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void ripen() {
      pool.ripen(0);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = one(pool.claim());
    }
  }

  /// Rule 2 broken: the claim looks, then clears, and does not look again.
  @JCStressTest
  @State
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "found later")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost")
  public static class BrokenNoSecondLook {
    private final AddressPool pool = Fixture.ripe();
    private final Block block = Fixture.block(pool);

    public BrokenNoSecondLook() {
      block.setFreeHint(0);
    }

    @Actor
    public void clear() {
      if (!SlotWord.isFree(block.slotVolatile(0))) {
        block.clearFreeHint(0);
      }
    }

    @Actor
    public void ripen() {
      pool.ripen(0);
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = one(pool.claim());
    }
  }

  /// Rule 1 broken: the hints are set before the slot is free.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "claimed once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost")
  public static class BrokenHintBeforeSlot {
    private final AddressPool pool = Fixture.ripe();
    private final Block block = Fixture.block(pool);

    @Actor
    public void claim(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void free() {
      block.setFreeHint(0);
      pool.topologyVolatile().maybeFree().raise(0);
      long word = block.slotVolatile(0);
      block.move(0, word, SlotWord.toFree(word));
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = one(pool.claim());
    }
  }

  /// Both rules in their order, but with acquire and release instead of volatile: each side's store
  /// may wait in its processor's buffer while the side already loads. Shows on x86 too.
  @JCStressTest
  @State
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the hint leads to the slot")
  @Outcome(expect = Expect.FORBIDDEN, desc = "free, and no hint")
  public static class BrokenAcquireRelease {
    private static final VarHandle SLOT = field("slot");
    private static final VarHandle HINT = field("hint");

    private long slot;
    private long hint = 1;

    @Actor
    public void clear() {
      HINT.setRelease(this, 0L);
      if ((long) SLOT.getAcquire(this) != 0) {
        HINT.setRelease(this, 1L);
      }
    }

    @Actor
    public void free() {
      SLOT.setRelease(this, 1L);
      if ((long) HINT.getAcquire(this) == 0) {
        HINT.setRelease(this, 1L);
      }
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = slot == 1 ? (int) hint : -1;
    }

    private static VarHandle field(String name) {
      try {
        return MethodHandles.lookup().findVarHandle(BrokenAcquireRelease.class, name, long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
