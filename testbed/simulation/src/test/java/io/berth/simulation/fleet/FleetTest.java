package io.berth.simulation.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.run.Policy;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FleetTest {

  private static FleetOptions options(int nodes, int pods, String type, long seed) {
    InstanceLimits limits = Objects.requireNonNull(InstanceTypes.bundled().find(type));
    return new FleetOptions(
        nodes,
        pods,
        limits,
        NodeSettings.DEFAULT.withFleetSize(nodes),
        LatencyProfile.REALISTIC,
        Throttling.EC2,
        1_000,
        seed,
        3_600_000);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void everyPodGetsAnAddressAndNobodyIsFasterThanTheBuckets(Policy policy) {
    FleetResult result = new Fleet(options(60, 20, "m5.large", 1), policy).run(Progress.none());
    assertTrue(result.isComplete());
    assertEquals(1_200, result.leased());
    assertTrue(result.ratioToLowerBound() >= 1, () -> "ratio " + result.ratioToLowerBound());
    List<Curve.Point> points = result.curve().points(10);
    assertEquals(1_200, points.getLast().pods());
    assertEquals((result.endedMillis() + 999) / 1_000, points.getLast().second());
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void oneSeedHasOneHistory(Policy policy) {
    assertEquals(history(policy, 5), history(policy, 5));
    assertNotEquals(history(policy, 5), history(policy, 6));
  }

  private static String history(Policy policy, long seed) {
    Fleet fleet = new Fleet(options(20, 20, "m5.large", seed), policy);
    fleet.run(Progress.none());
    return fleet.traceHash();
  }

  @Test
  void whoeverLooksCanStopIt() {
    FleetResult result =
        new Fleet(options(60, 20, "m5.large", 1), Policy.BERTH)
            .run((virtualMillis, addressed, pods) -> false);
    assertFalse(result.isComplete());
    assertTrue(result.addressed() < 1_200);
  }

  /// Bound by hand: calls beyond the bucket, at its rate, and then what follows.
  @ParameterizedTest
  @CsvSource({
    // 14 pods: one Assign a node, of 100 at once and 5 a second; or one new ENI.
    "50, 14, 500",
    "200, 14, 20500",
    // 28 pods: one new ENI beside the Assign; Attach has 50 at once.
    "50, 28, 1050",
    "200, 28, 30750",
    // 50 pods: three new ENIs: 600 Attach, 550 of them at 5 a second.
    "200, 50, 110750"
  })
  void lowerBound(int nodes, int pods, long millis) {
    assertEquals(millis, LowerBound.ofFreshNodes(options(nodes, pods, "m5.xlarge", 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | m5.large | nodes must be 1 to 100000, not 0",
        "1 | 28 | m5.large | pods per node must be 1 to 27, the addresses that m5.large has for pods (3"
            + " ENIs of 9), not 28",
        "100000 | 1 | m5.24xlarge | 100000 nodes of m5.24xlarge may need 1163 subnets of 65,531"
            + " addresses, and 10.0.0.0/8 has 256; simulate at most 22016"
      })
  void whatCannotBeIsRefusedWithTheReason(int nodes, int pods, String type, String message) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> options(nodes, pods, type, 1));
    assertEquals(message, refused.getMessage());
  }
}
