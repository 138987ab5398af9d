package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;
import static io.berth.ipam.pool.Fixture.one;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// P1 and P2: of those who want one address, one gets it.
public final class OwnerStress {

  private OwnerStress() {}

  /// Two claims, one address.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two owners, or none")
  public static class ClaimAgainstClaim {
    private final AddressPool pool = Fixture.free();

    @Actor
    public void first(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = one(pool.claim());
    }
  }

  /// A claim, and the control thread that gives the address back.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "retired under a lease, or nobody's")
  public static class ClaimAgainstRetire {
    private final AddressPool pool = Fixture.free();

    @Actor
    public void claim(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void retire(II_Result r) {
      r.r2 = one(pool.retire(Fixture.ADDRESS));
    }
  }

  /// Retiring an ENI wins all its addresses or rolls back, and what it rolled back can be claimed.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "rolled back")
  @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "all retired")
  @Outcome(expect = Expect.FORBIDDEN, desc = "retired under a lease, or lost by the rollback")
  public static class ClaimAgainstRetireAll {
    private final AddressPool pool = new AddressPool(2);

    public ClaimAgainstRetireAll() {
      pool.addAddresses(Fixture.ENI, List.of(Fixture.ADDRESS, Fixture.OTHER_ADDRESS), Fixture.FREE);
    }

    @Actor
    public void claim(III_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void retireAll(III_Result r) {
      r.r2 = one(pool.retireAll(Fixture.ENI));
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = one(pool.claim());
    }
  }

  /// A release and a claim, against the control thread that ripens and retires.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "0, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "at most one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "retired under a lease")
  public static class ReleaseAndClaimAgainstRetire {
    private final AddressPool pool = Fixture.free();
    private final long handle = pool.claim();

    @Actor
    public void lease(II_Result r) {
      pool.release(handle, 0);
      r.r1 = one(pool.claim());
    }

    @Actor
    public void control(II_Result r) {
      pool.ripen(0);
      r.r2 = one(pool.retire(Fixture.ADDRESS));
    }
  }

  /// P3: an old handle's release does not end the lease that came after it.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the first release was the other's")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "refused: the handle was stale")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two releases of one lease, or another's lease ended")
  public static class StaleReleaseAgainstNextLease {
    private final AddressPool pool = Fixture.free();
    private final long handle = pool.claim();
    private long next = NONE;

    @Actor
    public void stale(III_Result r) {
      r.r1 = one(pool.release(handle, 7));
    }

    @Actor
    public void nextLease(III_Result r) {
      r.r2 = one(pool.release(handle, 0));
      pool.ripen(0);
      next = pool.claim();
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = next == NONE ? 2 : one(pool.release(next, 0));
    }
  }

  /// P1 broken: the claim looks and writes in two steps, its CAS expects whatever is there by then.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two owners")
  public static class BrokenClaimInTwoSteps {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);

    @Actor
    public void first(II_Result r) {
      r.r1 = claimInTwoSteps(block);
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = claimInTwoSteps(block);
    }

    private static int claimInTwoSteps(Block block) {
      if (!SlotWord.isFree(block.slotVolatile(0))) {
        return 0;
      }
      long word = block.slotVolatile(0);
      return one(block.casSlot(0, word, SlotWord.toLeased(word)));
    }
  }

  /// P2 broken: retiring looks and writes in two steps.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one owner")
  @Outcome(expect = Expect.FORBIDDEN, desc = "retired under a lease")
  public static class BrokenRetireInTwoSteps {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);

    @Actor
    public void claim(II_Result r) {
      r.r1 = one(pool.claim());
    }

    @Actor
    public void retire(II_Result r) {
      if (SlotWord.isFree(block.slotVolatile(0))) {
        long word = block.slotVolatile(0);
        r.r2 = one(block.casSlot(0, word, SlotWord.toRetiring(word)));
      }
    }
  }

  /// P3 broken: the release compares the generation, and reads the word that its CAS expects anew.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the first release was the other's")
  @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "refused: the handle was stale")
  @Outcome(expect = Expect.FORBIDDEN, desc = "another's lease ended")
  public static class BrokenReleaseInTwoSteps {
    private final AddressPool pool = Fixture.free();
    private final Block block = Fixture.block(pool);
    private final long handle = pool.claim();
    private long next = NONE;

    @Actor
    public void stale(III_Result r) {
      if (SlotWord.generation(block.slotVolatile(0)) == Handle.generation(handle)) {
        long word = block.slotVolatile(0);
        if (SlotWord.isLeased(word)) {
          r.r1 = one(block.casSlot(0, word, SlotWord.toCooling(word, 7)));
        }
      }
    }

    @Actor
    public void nextLease(III_Result r) {
      r.r2 = one(pool.release(handle, 0));
      pool.ripen(0);
      next = pool.claim();
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = next == NONE ? 2 : one(pool.release(next, 0));
    }
  }
}
