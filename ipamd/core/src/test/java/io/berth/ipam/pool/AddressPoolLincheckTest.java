package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// P1, P6, P7 and P9 hold in the interleavings of short scenarios. Lincheck's model checker runs
/// claims and releases of two threads against control operations; an operation throws when an
/// address has two owners, the hints are looked over after each scenario, and two weakened pools
/// show that both are noticed. It may take minutes on a busy core, so it runs on demand.
@EnabledIfSystemProperty(
    named = "berth.proofs",
    matches = "true",
    disabledReason = "a proof of minutes; run it with -Dsurefire.args=-Dberth.proofs=true")
class AddressPoolLincheckTest {

  /// Operations on a pool with a register of owners beside it. Operations return nothing, because
  /// which address a claim gets, and whether it gets one, may differ from a sequential run.
  public abstract static class Leases {

    private static final int MOST_THREADS = 4;

    private final PoolUnderProof pool;
    private final long[] held = new long[MOST_THREADS];
    private final boolean[] owned = new boolean[2];

    Leases(PoolUnderProof pool) {
      this.pool = pool;
      Arrays.fill(held, NONE);
    }

    @Operation
    public void claim(@Param(gen = ThreadIdGen.class) int thread) {
      if (held[thread] != NONE) {
        return;
      }
      long handle = pool.claim();
      if (handle != NONE) {
        int block = Handle.blockId(handle);
        if (owned[block]) {
          throw new IllegalStateException("P1: a second owner");
        }
        owned[block] = true;
        held[thread] = handle;
      }
    }

    @Operation
    public void release(@Param(gen = ThreadIdGen.class) int thread) {
      long handle = held[thread];
      if (handle != NONE) {
        held[thread] = NONE;
        owned[Handle.blockId(handle)] = false;
        if (!pool.release(handle)) {
          throw new IllegalStateException("P1: the owner's release is refused");
        }
      }
    }

    @Operation(nonParallelGroup = "control")
    public void ripen() {
      pool.ripen();
    }

    @Operation(nonParallelGroup = "control")
    public void control() {
      pool.control();
    }

    @Validate
    public void hintsLeadToAllSlots() {
      List<String> missing = PoolChecks.hintsMissing(pool.topology());
      if (!missing.isEmpty()) {
        throw new IllegalStateException("P6 or P7: " + missing);
      }
    }
  }

  /// The pool itself.
  public static class RealLeases extends Leases {
    public RealLeases() {
      super(new PoolUnderProof.Real());
    }
  }

  /// A pool that breaks P1.
  public static class LeasesWithoutCas extends Leases {
    public LeasesWithoutCas() {
      super(new WeakenedPool(WeakenedPool.Weakness.CLAIM_WITHOUT_CAS));
    }
  }

  /// A pool that breaks P6.
  public static class LeasesWithoutSecondLook extends Leases {
    public LeasesWithoutSecondLook() {
      super(new WeakenedPool(WeakenedPool.Weakness.NO_SECOND_LOOK));
    }
  }

  @Test
  void pool_inEveryInterleavingTried_keepsItsInvariants() {
    options().iterations(5).checkObstructionFreedom(true).check(RealLeases.class);
  }

  @Test
  void claimWithoutCas_isNoticed() {
    assertNoticed("P1: a|P6 or P7", LeasesWithoutCas.class);
  }

  @Test
  void staleHintClearedWithoutSecondLook_isNoticed() {
    assertNoticed("P6 or P7", LeasesWithoutSecondLook.class);
  }

  private static void assertNoticed(String invariant, Class<? extends Leases> leases) {
    Error error = assertThrows(Error.class, () -> options().iterations(50).check(leases));
    assertTrue(
        Pattern.compile(invariant).matcher(String.valueOf(error.getMessage())).find(),
        error::toString);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(2)
        .actorsAfter(0)
        // What only the control thread uses is no place to switch at.
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(Directory.class.getName(), Scan.class.getName())
                .allMethods()
                .ignore())
        .invocationsPerIteration(200);
  }
}
