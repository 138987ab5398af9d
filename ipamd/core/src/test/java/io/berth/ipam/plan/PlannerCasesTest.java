package io.berth.ipam.plan;

import static io.berth.ipam.model.AddressKind.SINGLE;
import static io.berth.ipam.plan.Worlds.M5_LARGE;
import static io.berth.ipam.plan.Worlds.P3DN;
import static io.berth.ipam.plan.Worlds.T3_SMALL;
import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.id;
import static io.berth.ipam.plan.Worlds.limits;
import static io.berth.ipam.plan.Worlds.warmEni;
import static io.berth.ipam.plan.Worlds.warmIp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.InstanceLimits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The incumbent's decisions on single addresses, as a table of states and the actions expected.
/// The numbers (W, S, D) are those of the collected black-box cases of the Amazon VPC CNI.
class PlannerCasesTest {

  private static final InstanceLimits L14 = limits("m5.xlarge", 4, 15);

  @ParameterizedTest
  @CsvSource({"1,0,0", "0,0,0", "0,3,0"})
  void w1_emptyNode_grows(int warmEni, int warmIp, int minimum) {
    Worlds world = new Worlds(L14, new WarmTargets(warmEni, warmIp, minimum, 0, 0, 100));
    assertTrue(grows(world.plan()));
  }

  @ParameterizedTest
  @CsvSource({"1,true", "0,false"})
  void w3_oneOfThreeInUse_growsForAWarmEni(int warmEni, boolean expected) {
    Worlds world = new Worlds(T3_SMALL, warmEni(warmEni)).with(eni(0, 2, 1, 0));
    assertEquals(expected, grows(world.plan()));
  }

  @Test
  void w5_asManyAddressesAsPods_doesNotGrow() {
    Worlds world = new Worlds(L14, new WarmTargets(1, 5, 0, 0, 0, 3)).with(eni(0, 0, 3, 0));
    Plan plan = world.plan();
    assertEquals(List.of(), plan.actions());
    assertEquals(
        "the node may run 3 pods and holds 3 addresses, so none are added; all 3 are leased."
            + " Raise the kubelet's maxPods if the node should take more.",
        sentence(plan));
  }

  @Test
  void w13_floorHolds_doesNothing() {
    Worlds world = new Worlds(L14, warmIp(2, 10)).with(eni(0, 7, 3, 0));
    assertEquals(new Plan(List.of(), null, false), world.plan());
  }

  @ParameterizedTest
  @CsvSource({"13,false", "14,true"})
  void w15_freeAddresses_removesAnEniFromTwoFullOnes(int freeOnSecond, boolean expected) {
    Worlds world = new Worlds(L14, warmEni(1)).with(eni(0, 14, 0, 0), eni(1, freeOnSecond, 0, 0));
    List<PlanAction> actions = world.plan().actions();
    assertEquals(expected ? List.of(new PlanAction.RemoveEni(id(1))) : List.of(), actions);
  }

  @ParameterizedTest
  @CsvSource({"2,2", "0,4", "9,4"})
  void w17_maxEni_lowersTheLimitOnly(int maxEni, int expected) {
    assertEquals(expected, Planner.maxEnis(4, new WarmTargets(1, 0, 0, 0, maxEni, 100)));
    Worlds world =
        new Worlds(L14, new WarmTargets(9, 0, 0, 0, maxEni, 1_000)).with(eni(0, 14, 0, 0));
    world.settle();
    assertEquals(expected, world.enis.size());
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,true"})
  void w19_unschedulableNode_growsOnlyIfOverridden(boolean schedulable, boolean expected) {
    Worlds world = new Worlds(L14, warmEni(1));
    world.schedulable = schedulable;
    assertEquals(expected, grows(world.plan()));
  }

  static Stream<Arguments> steadyStates() {
    return Stream.of(
        Arguments.of("S1", T3_SMALL, warmEni(1), 0, 1, 3),
        Arguments.of("S1", T3_SMALL, warmEni(1), 5, 3, 9),
        Arguments.of("S1", T3_SMALL, warmEni(1), 9, 3, 9),
        Arguments.of("S3", T3_SMALL, warmIp(2, 5), 0, 2, 5),
        Arguments.of("S3", T3_SMALL, warmIp(2, 5), 5, 3, 7),
        Arguments.of("S3", T3_SMALL, warmIp(2, 5), 9, 3, 9),
        Arguments.of("S5", P3DN, warmIp(5, 10), 0, 1, 10),
        Arguments.of("S5", P3DN, warmIp(5, 10), 7, 1, 12),
        Arguments.of("S5", P3DN, warmIp(5, 10), 15, 1, 20),
        Arguments.of("S5", P3DN, warmIp(5, 10), 45, 2, 50),
        Arguments.of("S11", P3DN, warmIp(2, 0), 0, 1, 2),
        Arguments.of("S11", P3DN, warmIp(16, 0), 0, 1, 16),
        Arguments.of("S11", P3DN, warmIp(0, 2), 0, 1, 2),
        Arguments.of("S11", P3DN, warmIp(0, 16), 0, 1, 16),
        Arguments.of("S11", P3DN, warmIp(6, 10), 0, 1, 10));
  }

  @ParameterizedTest(name = "{0}: {3} pods")
  @MethodSource("steadyStates")
  void steadyState_ofPods_hasTheEnisAndAddressesExpected(
      String number, InstanceLimits limits, WarmTargets targets, int pods, int enis, int total) {
    Worlds world = new Worlds(limits, targets).with(eni(0, 0, 0, 0));
    world.settle();
    for (int pod = 0; pod < pods; pod++) {
      assertTrue(world.lease(), number);
      world.settle();
    }
    assertEquals(enis, world.enis.size(), number);
    assertEquals(total, world.total(), number);
    assertEquals(total, Planner.desiredTotal(world.input()), number);
  }

  @ParameterizedTest(name = "{0}: W {1}, M {2}")
  @CsvSource({"D28,3,1,0", "D29,1,5,0", "D30,2,4,3", "D31,0,3,0", "D31,0,2,2"})
  void unusedEni_isRemovedIfTheTargetsStayMet(String number, int warm, int minimum, int removed) {
    Worlds world =
        new Worlds(limits("t", 9, 3), warmIp(warm, minimum)).with(eni(0, 0, 2, 0), eni(2, 2, 0, 0));
    if (!number.equals("D31")) {
      world.with(eni(3, 1, 0, 0));
    }
    List<PlanAction> removals =
        world.plan().actions().stream().filter(a -> a instanceof PlanAction.RemoveEni).toList();
    assertEquals(
        removed == 0 ? List.of() : List.of(new PlanAction.RemoveEni(id(removed))),
        removals,
        number);
  }

  @Test
  void d33_emptyEni_isRemoved() {
    Worlds world =
        new Worlds(limits("t", 9, 3), warmIp(0, 2)).with(eni(0, 0, 2, 0), eni(6, 0, 0, 0));
    assertEquals(List.of(new PlanAction.RemoveEni(id(6))), world.plan().actions());
  }

  @Test
  void e23_freeCountsFive_oneHundred_twenty_areTriedFromTheMost() {
    Worlds world =
        new Worlds(limits("t", 9, 200), warmIp(1, 0))
            .with(eni(0, 1, 3, 0), eni(1, 5, 0, 0), eni(2, 100, 0, 0), eni(3, 20, 0, 0));
    assertEquals(
        List.of(
            new PlanAction.RemoveEni(id(2)),
            new PlanAction.RemoveEni(id(3)),
            new PlanAction.RemoveEni(id(1))),
        world.plan().actions());
  }

  @Test
  void d32_trunkAndEfaEnis_areNeverRemoved() {
    Worlds world =
        new Worlds(limits("t", 9, 3), warmIp(0, 2))
            .with(eni(0, 0, 2, 0), eni(4, 1, 0, 0).fixed(), eni(5, 1, 0, 0).fixed());
    assertTrue(world.plan().actions().stream().noneMatch(a -> a instanceof PlanAction.RemoveEni));
    // Their addresses are pods' like any other, so a surplus of those goes back.
    assertEquals(
        List.of(
            new PlanAction.Unassign(id(5), SINGLE, 1), new PlanAction.Unassign(id(4), SINGLE, 1)),
        world.plan().actions());
  }

  @Test
  void unusedEni_youngOrBusy_stays() {
    Worlds world = new Worlds(L14, warmEni(1)).with(eni(0, 14, 0, 0));
    world.with(eni(1, 14, 0, 0).aged(Planner.MIN_ENI_AGE_MILLIS - 1), eni(2, 14, 0, 0).busy());
    assertEquals(List.of(), world.plan().actions());
  }

  @Test
  void surplus_onEnisWithPods_leavesTheEmptiestFirst() {
    Worlds world =
        new Worlds(M5_LARGE, warmIp(2, 0)).with(eni(0, 3, 6, 0), eni(1, 6, 1, 0), eni(2, 4, 0, 3));
    assertEquals(
        List.of(
            new PlanAction.Unassign(id(1), SINGLE, 6),
            new PlanAction.Unassign(id(2), SINGLE, 4),
            new PlanAction.Unassign(id(0), SINGLE, 1)),
        world.plan().actions());
  }

  private static boolean grows(Plan plan) {
    return plan.actions().stream()
        .anyMatch(action ->
            action instanceof PlanAction.Assign || action instanceof PlanAction.CreateEni);
  }

  private static String sentence(Plan plan) {
    Blocked blocked = plan.blocked();
    return blocked == null ? "" : blocked.sentence();
  }
}
