package io.berth.ipam.plan;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.plan.Worlds.M5_LARGE;
import static io.berth.ipam.plan.Worlds.P3DN;
import static io.berth.ipam.plan.Worlds.T3_SMALL;
import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.id;
import static io.berth.ipam.plan.Worlds.limits;
import static io.berth.ipam.plan.Worlds.warmIp;
import static io.berth.ipam.plan.Worlds.warmPrefix;
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

/// Decisions on prefixes, as states and the actions expected. The numbers (W, S, D) are those of
/// the collected black-box cases of the Amazon VPC CNI; where Berth does another thing the case
/// says so.
class PlannerPrefixTest {

  private static final Plan NOTHING = new Plan(List.of(), null, false);

  private static Worlds world(InstanceLimits limits, WarmTargets targets, ModelEni... enis) {
    return new Worlds(limits, targets).prefixes().with(enis);
  }

  private static Worlds world(WarmTargets targets, ModelEni... enis) {
    return world(M5_LARGE, targets, enis);
  }

  @Test
  void w1_emptyNode_grows() {
    for (WarmTargets targets : List.of(warmPrefix(1), warmPrefix(0), warmIp(3, 0))) {
      assertEquals(
          List.of(new PlanAction.Assign(id(0), PREFIX, 1)),
          world(targets, eni(0)).plan().actions());
    }
  }

  @Test
  void w7_onePrefixUnused_isEnoughForAWarmPrefix() {
    assertEquals(NOTHING, world(warmPrefix(1), eni(0).freePrefixes(1)).plan());
  }

  @Test
  void w9_asManyAddressesAsPods_doesNotGrow() {
    WarmTargets targets = new WarmTargets(1, 0, 0, 1, 0, 4);
    Plan plan = world(targets, eni(0).prefix(3, 0)).plan();
    assertEquals(List.of(), plan.actions());
    assertEquals(
        "the node may run 4 pods and holds 16 addresses (1 prefix), so none are added; 3 are"
            + " leased, 13 are free. Raise the kubelet's maxPods if the node should take more.",
        sentence(plan));
  }

  @Test
  void w9_fewerAddressesThanPods_growsByOnePrefixAtMost() {
    WarmTargets targets = new WarmTargets(1, 0, 0, 5, 0, 20);
    Worlds world = world(targets, eni(0).prefix(3, 0));
    world.settle();
    assertEquals(2, world.prefixCount());
  }

  @ParameterizedTest
  @CsvSource({"0,1,0", "2,0,1", "1,0,0"})
  void w11_fiveWarmAddresses_needOnePrefix(int unused, int missing, int tooMany) {
    List<PlanAction> actions = world(warmIp(5, 0), eni(0).freePrefixes(unused)).plan().actions();
    assertEquals(
        missing > 0
            ? List.of(new PlanAction.Assign(id(0), PREFIX, missing))
            : tooMany > 0 ? List.of(new PlanAction.Unassign(id(0), PREFIX, tooMany)) : List.of(),
        actions);
  }

  @Test
  void w15_warmEniTarget_isIgnored() {
    WarmTargets targets = new WarmTargets(3, 0, 0, 1, 0, 1_000);
    assertEquals(NOTHING, world(targets, eni(0).freePrefixes(1)).plan());
  }

  static Stream<Arguments> steadyStates() {
    return Stream.of(
        Arguments.of("S7", T3_SMALL, warmIp(1, 1), 0, 1, 1),
        Arguments.of("S7", T3_SMALL, warmIp(1, 1), 5, 1, 1),
        Arguments.of("S7", T3_SMALL, warmIp(1, 1), 17, 1, 2),
        Arguments.of("S7", T3_SMALL, warmIp(1, 1), 58, 2, 4),
        Arguments.of("S9", P3DN, warmIp(5, 10), 0, 1, 1),
        Arguments.of("S9", P3DN, warmIp(5, 10), 7, 1, 1),
        Arguments.of("S9", P3DN, warmIp(5, 10), 15, 1, 2),
        // The incumbent's table says two ENIs; one holds 49 prefixes.
        Arguments.of("S9", P3DN, warmIp(5, 10), 45, 1, 4),
        Arguments.of("S11", P3DN, warmIp(2, 0), 0, 1, 1),
        Arguments.of("S11", P3DN, warmIp(16, 0), 0, 1, 1),
        Arguments.of("S11", P3DN, warmIp(17, 0), 0, 1, 2),
        Arguments.of("S11", P3DN, warmIp(0, 2), 0, 1, 1),
        Arguments.of("S11", P3DN, warmIp(0, 16), 0, 1, 1),
        Arguments.of("S11", P3DN, warmIp(6, 10), 0, 1, 1),
        Arguments.of("one warm prefix", P3DN, warmPrefix(1), 0, 1, 1),
        Arguments.of("one warm prefix", P3DN, warmPrefix(1), 1, 1, 2),
        Arguments.of("one warm prefix", P3DN, warmPrefix(1), 16, 1, 2),
        Arguments.of("one warm prefix", P3DN, warmPrefix(1), 17, 1, 3),
        Arguments.of("three warm prefixes", T3_SMALL, warmPrefix(3), 20, 2, 5),
        Arguments.of("no target", P3DN, warmPrefix(0), 0, 1, 1),
        Arguments.of("no target", P3DN, warmPrefix(0), 15, 1, 1),
        Arguments.of("no target", P3DN, warmPrefix(0), 16, 1, 2));
  }

  @ParameterizedTest(name = "{0}: {3} pods")
  @MethodSource("steadyStates")
  void steadyState_ofPods_hasTheEnisAndPrefixesExpected(
      String number, InstanceLimits limits, WarmTargets targets, int pods, int enis, int prefixes) {
    Worlds world = world(limits, targets, eni(0));
    world.settle();
    for (int pod = 0; pod < pods; pod++) {
      assertTrue(world.lease(), number);
      world.settle();
    }
    assertEquals(enis, world.enis.size(), number);
    assertEquals(prefixes, world.prefixCount(), number);
    assertEquals(prefixes * 16, world.total(), number);
    assertEquals(prefixes * 16, Planner.desiredTotal(world.input()), number);
  }

  @Test
  void maxPodsNotSet_desiredTotal_isThatOfTheTargets() {
    Worlds world = world(new WarmTargets(1, 0, 0, 1, 0, Integer.MAX_VALUE), eni(0).prefix(3, 2));
    assertEquals(32, Planner.desiredTotal(world.input()));
  }

  @Test
  void wholeDeficit_goesInOnePlan() {
    Worlds world = world(T3_SMALL, warmPrefix(8), eni(0).usedPrefixes(1)).waiting(5);
    assertEquals(
        List.of(
            new PlanAction.Assign(id(0), PREFIX, 2),
            new PlanAction.CreateEni(PREFIX, 3),
            new PlanAction.CreateEni(PREFIX, 3)),
        world.plan().actions());
  }

  @Test
  void callsInFlight_count() {
    Worlds world = world(warmPrefix(3), eni(0).assigning(PREFIX, 1));
    world.enisBeingCreated = 1;
    world.prefixesBeingCreated = 2;
    assertEquals(NOTHING, world.plan());
  }

  @Test
  void d23_prefixWithACoolingAddress_isNotFree() {
    // The incumbent counts it as a free prefix and gives it back.
    Worlds world = world(warmPrefix(0), eni(0).prefix(1, 0).prefix(0, 1));
    assertEquals(NOTHING, world.plan());
    world = world(warmPrefix(1), eni(0).prefix(0, 1).prefix(0, 16));
    assertEquals(List.of(new PlanAction.Assign(id(0), PREFIX, 1)), world.plan().actions());
  }

  @Test
  void freePrefixes_aboveTheTarget_goBackFromTheEniWithTheFewestPods() {
    Worlds world =
        world(
            warmPrefix(1),
            eni(0).prefix(9, 0).freePrefixes(2),
            eni(1).prefix(1, 0).freePrefixes(1));
    assertEquals(
        new Plan(
            List.of(
                new PlanAction.Unassign(id(1), PREFIX, 1),
                new PlanAction.Unassign(id(0), PREFIX, 1)),
            null,
            true),
        world.plan());
  }

  @Test
  void eniOfFreePrefixes_goesOnlyIfTheRestMeetsTheTarget() {
    assertEquals(
        List.of(new PlanAction.RemoveEni(id(1))),
        world(warmPrefix(1), eni(0).freePrefixes(1), eni(1).freePrefixes(2)).plan().actions());
    assertEquals(
        NOTHING, world(warmPrefix(1), eni(0).usedPrefixes(1), eni(1).freePrefixes(1)).plan());
    assertEquals(
        List.of(new PlanAction.RemoveEni(id(1))),
        world(warmIp(5, 0), eni(0).prefix(11, 0), eni(1).freePrefixes(1)).plan().actions());
    assertEquals(NOTHING, world(warmIp(6, 0), eni(0).prefix(11, 0), eni(1).freePrefixes(1)).plan());
  }

  @Test
  void surplus_underTheFloor_stays() {
    assertEquals(NOTHING, world(warmIp(1, 40), eni(0).freePrefixes(3)).plan());
    assertEquals(
        List.of(new PlanAction.Unassign(id(0), PREFIX, 1)),
        world(warmIp(1, 40), eni(0).freePrefixes(4)).plan().actions());
  }

  @Test
  void surplus_thatIsYoung_isToldButKept() {
    Worlds world = world(warmPrefix(1), eni(0).freePrefixes(2));
    world.mayGiveBack = false;
    assertEquals(new Plan(List.of(), null, true), world.plan());
  }

  @Test
  void prefixOnItsWay_isNoReasonToGiveAnotherBack() {
    Worlds world = world(warmIp(16, 0), eni(0).freePrefixes(1), eni(1).assigning(PREFIX, 1));
    assertEquals(NOTHING, world.plan());
  }

  @Test
  void provisioningDisabled_changesNothingAndSaysSo() {
    Worlds world = world(warmPrefix(1), eni(0), eni(1).drain());
    world.growthAllowed = false;
    assertEquals(new Plan(List.of(), new Blocked.ProvisioningDisabled(), false), world.plan());
    assertEquals(
        "DISABLE_NETWORK_RESOURCE_PROVISIONING=true, so Berth neither adds nor removes addresses and"
            + " ENIs. Set it to false, or have addresses assigned to the node's ENIs by what"
            + " manages them.",
        sentence(world.plan()));
    assertEquals("provisioning_disabled", new Blocked.ProvisioningDisabled().label());
    world.enis.getFirst().freePrefixes(1);
    assertEquals(NOTHING, world.plan());
  }

  @Test
  void allSlotsTaken_theSentenceNamesPrefixes() {
    Worlds world =
        world(
            T3_SMALL,
            warmPrefix(1),
            eni(0).usedPrefixes(3),
            eni(1).usedPrefixes(3),
            eni(2).usedPrefixes(3));
    assertEquals(
        "t3.small allows 3 ENIs × 3 prefixes × 16 addresses = 144; all 144 are leased. Delete pods,"
            + " or use an instance type with more addresses.",
        sentence(world.plan()));
    world.targets = new WarmTargets(1, 0, 0, 1, 1, 1_000);
    world.enis.removeLast();
    world.enis.removeLast();
    assertEquals(
        "MAX_ENI=1 allows 1 of the 3 ENIs of t3.small: 1 ENI × 3 prefixes × 16 addresses = 48; all"
            + " 48 are leased. Raise MAX_ENI, or delete pods.",
        sentence(world.plan()));
  }

  @Test
  void slotsTakenByBothKinds_theSentenceNamesBoth() {
    Worlds world = world(limits("t", 1, 4), warmPrefix(1), eni(0, 0, 1, 0).usedPrefixes(2));
    assertEquals(
        "t allows 1 ENI × 3 slots = 3, taken by 2 prefixes and 1 single address; all 33 are leased."
            + " Delete pods, or use an instance type with more addresses.",
        sentence(world.plan()));
  }

  private static String sentence(Plan plan) {
    Blocked blocked = plan.blocked();
    return blocked == null ? "" : blocked.sentence();
  }
}
