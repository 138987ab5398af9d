package io.berth.ipam.pool;

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

/// What belongs to a slot goes with its state: the deadline (P4) and the address.
public final class SlotContentStress {

  private SlotContentStress() {}

  /// A ripening that meets a release does not end the cooling before its deadline.
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cools until its deadline")
  @Outcome(expect = Expect.FORBIDDEN, desc = "freed early")
  public static class RipenAgainstRelease {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);
    private final long handle = pool.claim();

    public RipenAgainstRelease() {
      block.setCoolHint(0);
    }

    @Actor
    public void ripen(II_Result r) {
      r.r1 = pool.ripen(5);
    }

    @Actor
    public void release() {
      pool.release(handle, 10);
    }

    @Arbiter
    public void later(II_Result r) {
      long word = block.slotVolatile(0);
      r.r2 = one(SlotWord.isCooling(word) && SlotWord.deadlineMillis(word) == 10);
    }
  }

  /// P4 broken: deadline and state are read apart, so one of them may be another lease's.
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cools until its deadline")
  @Outcome(expect = Expect.FORBIDDEN, desc = "freed early")
  public static class BrokenDeadlineReadApart {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);
    private final long handle = pool.claim();

    public BrokenDeadlineReadApart() {
      block.setCoolHint(0);
    }

    @Actor
    public void ripen(II_Result r) {
      if (SlotWord.deadlineMillis(block.slotVolatile(0)) <= 5) {
        block.clearCoolHint(0);
        long word = block.slotVolatile(0);
        if (SlotWord.isCooling(word)) {
          r.r1 = one(block.casSlot(0, word, SlotWord.toFree(word)));
        }
      }
    }

    @Actor
    public void release() {
      pool.release(handle, 10);
    }

    @Arbiter
    public void later(II_Result r) {
      long word = block.slotVolatile(0);
      r.r2 = one(SlotWord.isCooling(word) && SlotWord.deadlineMillis(word) == 10);
    }
  }

  /// Whoever claims a slot that has just been filled again sees its new address.
  @JCStressTest
  @State
  @Outcome(
      id = {"0", "1"},
      expect = Expect.ACCEPTABLE,
      desc = "not yet there, or with its address")
  @Outcome(expect = Expect.FORBIDDEN, desc = "leased under an old address")
  public static class ClaimAgainstArrival {
    private final AddressPool pool = emptied();

    @Actor
    public void claim(I_Result r) {
      long handle = pool.claim();
      r.r1 =
          handle == AddressPool.NONE
              ? 0
              : pool.address(handle).equals(Fixture.OTHER_ADDRESS) ? 1 : 2;
    }

    @Actor
    public void arrive() {
      pool.addAddresses(Fixture.ENI, List.of(Fixture.OTHER_ADDRESS), Fixture.FREE);
    }
  }

  /// The slot is filled before it has its address.
  @JCStressTest
  @State
  @Outcome(
      id = {"0", "1"},
      expect = Expect.ACCEPTABLE,
      desc = "not yet there, or with its address")
  @Outcome(expect = Expect.FORBIDDEN, desc = "leased under an old address")
  public static class BrokenFilledBeforeAddress {
    private final AddressPool pool = emptied();
    private final Block block = Fixture.block(pool);

    public BrokenFilledBeforeAddress() {
      block.setFreeHint(0);
    }

    @Actor
    public void claim(I_Result r) {
      long word = block.slotVolatile(0);
      if (SlotWord.isFree(word) && block.casSlot(0, word, SlotWord.toLeased(word))) {
        r.r1 = Fixture.OTHER_ADDRESS.equals(block.addressVolatile(0)) ? 1 : 2;
      }
    }

    @Actor
    public void arrive() {
      long word = block.slotVolatile(0);
      block.move(0, word, SlotWord.toFreshlyFree(word));
      block.setAddressVolatile(0, Fixture.OTHER_ADDRESS);
    }
  }

  /// One vacant slot that had an address before.
  private static AddressPool emptied() {
    AddressPool pool = Fixture.free();
    pool.retire(Fixture.ADDRESS);
    pool.vacate(Fixture.ADDRESS);
    return pool;
  }
}
