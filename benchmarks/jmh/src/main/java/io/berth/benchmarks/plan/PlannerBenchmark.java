package io.berth.benchmarks.plan;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.plan.EniState;
import io.berth.ipam.plan.KindCounts;
import io.berth.ipam.plan.Plan;
import io.berth.ipam.plan.PlanInput;
import io.berth.ipam.plan.Planner;
import io.berth.ipam.plan.WarmTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One operation is one plan of a node with 24 ENIs of 63 slots each, the largest there is: 24,192
/// addresses when prefixes fill them.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class PlannerBenchmark {

  private static final int ENIS = 24;
  private static final int SLOTS = 63;
  private static final int ADDRESSES = AddressKind.PREFIX.addresses();

  /// What the plan has to do.
  public enum Situation {
    /// Every slot holds a prefix, one is free, one is the target.
    REST,
    /// One prefix on each ENI, all others to be added.
    GROWTH,
    /// Every prefix free, one to be kept.
    GIVING_BACK
  }

  @Param({"REST", "GROWTH", "GIVING_BACK"})
  public Situation situation = Situation.REST;

  private List<EniState> enis = List.of();

  @Setup
  public void fill() {
    enis = new ArrayList<>();
    for (int device = 0; device < ENIS; device++) {
      int portions = situation == Situation.GROWTH ? 1 : SLOTS;
      int used =
          switch (situation) {
            case REST -> device == 0 ? portions - 1 : portions;
            case GROWTH -> portions;
            case GIVING_BACK -> 0;
          };
      int free = portions - used;
      enis.add(
          new EniState(
              new EniId("eni-" + device),
              device,
              KindCounts.NONE,
              new KindCounts(portions, free * ADDRESSES, used * ADDRESSES, 0, 0, free, 0),
              Planner.MIN_ENI_AGE_MILLIS,
              false,
              true,
              false,
              null,
              null));
    }
  }

  /// The input is made anew, as in each turn of the control loop.
  @Benchmark
  public Plan plan() {
    int target = situation == Situation.GROWTH ? ENIS * SLOTS : 1;
    return Planner.plan(
        new PlanInput(
            new InstanceLimits(
                "largest", ENIS, SLOTS + 1, InstanceLimits.Hypervisor.NITRO, 0, List.of(ENIS)),
            AddressKind.PREFIX,
            new WarmTargets(1, 0, 0, target, 0, ENIS * SLOTS * ADDRESSES),
            enis,
            0,
            0,
            0,
            0,
            0,
            true,
            true,
            true,
            null,
            null,
            0));
  }
}
