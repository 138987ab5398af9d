package io.berth.ipam.plan;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.model.AddressKind.SINGLE;
import static io.berth.ipam.plan.Hold.Reason.NO_PREFIX;
import static io.berth.ipam.plan.Hold.Reason.REJECTED;
import static io.berth.ipam.plan.Hold.Reason.SUBNET_FULL;
import static io.berth.ipam.plan.Hold.Reason.THROTTLED;
import static io.berth.ipam.plan.Worlds.M5_LARGE;
import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.hold;
import static io.berth.ipam.plan.Worlds.id;
import static io.berth.ipam.plan.Worlds.warmEni;
import static io.berth.ipam.plan.Worlds.warmIp;
import static io.berth.ipam.plan.Worlds.warmPrefix;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nodes with both kinds of addresses: single ones that stand in where no prefix can be had, and
/// what is left when the mode of a running node was switched.
class PlannerKindsTest {

  private static final Hold FRAGMENTED = hold(NO_PREFIX);

  private static Worlds prefixes(WarmTargets targets, ModelEni... enis) {
    return new Worlds(M5_LARGE, targets).prefixes().with(enis);
  }

  private static Worlds singles(WarmTargets targets, ModelEni... enis) {
    return new Worlds(M5_LARGE, targets).with(enis);
  }

  /// No prefix anywhere.
  private static Worlds fragmented(Worlds world) {
    world.enis.forEach(eni -> eni.prefixesHold = FRAGMENTED);
    world.createPrefixesHold = FRAGMENTED;
    return world;
  }

  private static String label(Plan plan) {
    @Nullable Blocked blocked = plan.blocked();
    return blocked == null ? "" : blocked.label();
  }

  @Test
  void noPrefixLeft_singlesFillTheGap_andItIsTold() {
    Worlds world = fragmented(prefixes(warmIp(5, 0), eni(0).usedPrefixes(1)));
    Plan plan = world.plan();
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 5)), plan.actions());
    assertEquals(new Blocked.OnHold(FRAGMENTED, 60_000), plan.blocked());
    world.settle();
    assertEquals("no_prefix", label(world.plan()));
  }

  @Test
  void noPrefixLeft_warmPrefixes_areMadeUpForByOnePrefixWorthOnly() {
    Worlds world = fragmented(prefixes(warmPrefix(3), eni(0).usedPrefixes(1)));
    assertEquals(
        List.of(new PlanAction.Assign(id(0), SINGLE, 8), new PlanAction.CreateEni(SINGLE, 8)),
        world.plan().actions());
    world.settle();
    assertEquals(16, world.free());
  }

  @Test
  void noPrefixLeft_waitingPodsAndTheWarmTarget_areServedUpToTheLimit() {
    Worlds world = fragmented(prefixes(warmPrefix(1), eni(0).usedPrefixes(1))).waiting(20);
    Plan plan = world.plan();
    assertEquals(
        List.of(
            new PlanAction.Assign(id(0), SINGLE, 8),
            new PlanAction.CreateEni(SINGLE, 9),
            new PlanAction.CreateEni(SINGLE, 9)),
        plan.actions());
    assertEquals("instance_type_limit", label(plan));
  }

  @Test
  void noPrefixOnThisEni_anotherSubnetMayHaveOne_isAsked() {
    Worlds world = prefixes(warmPrefix(1), eni(0).usedPrefixes(1).holds(null, FRAGMENTED));
    assertEquals(new Plan(List.of(new PlanAction.CreateEni(PREFIX, 1)), null, false), world.plan());
    world.waiting(3);
    assertEquals(
        List.of(new PlanAction.CreateEni(PREFIX, 1), new PlanAction.Assign(id(0), SINGLE, 3)),
        world.plan().actions());
  }

  @Test
  void noPrefixAndNoAddressLeft_theFullSubnetIsTold() {
    Worlds world =
        prefixes(warmPrefix(1), eni(0).usedPrefixes(1).holds(hold(SUBNET_FULL), FRAGMENTED));
    world.createPrefixesHold = FRAGMENTED;
    world.createSinglesHold = hold(SUBNET_FULL);
    assertEquals(List.of(), world.plan().actions());
    assertEquals("subnet_full", label(world.plan()));
  }

  @Test
  void prefixesRejected_singlesFillTheGapToo() {
    Worlds world = prefixes(warmPrefix(1), eni(0, 0, 8, 0).holds(null, hold(REJECTED))).waiting(1);
    assertEquals(
        List.of(new PlanAction.CreateEni(PREFIX, 1), new PlanAction.Assign(id(0), SINGLE, 1)),
        world.plan().actions());
    world.createPrefixesHold = hold(REJECTED);
    assertEquals(
        List.of(
            new PlanAction.Assign(id(0), SINGLE, 1),
            new PlanAction.CreateEni(SINGLE, 9),
            new PlanAction.CreateEni(SINGLE, 7)),
        world.plan().actions());
    assertEquals("rejected", label(world.plan()));
  }

  @Test
  void prefixesThrottled_nothingStandsIn() {
    Worlds world = prefixes(warmPrefix(1), eni(0).usedPrefixes(1).holds(null, hold(THROTTLED)));
    assertEquals(List.of(), world.plan().actions());
    assertEquals("throttled", label(world.plan()));
  }

  @Test
  void subnetFull_anEniInAnotherSubnet_isTriedAtOnce() {
    Worlds world = singles(warmIp(3, 0), eni(0, 0, 3, 0).holds(hold(SUBNET_FULL), null));
    assertEquals(new Plan(List.of(new PlanAction.CreateEni(SINGLE, 3)), null, false), world.plan());
  }

  @Test
  void prefixesCanBeHadAgain_growthGoesBackToThem_andTheSinglesDrain() {
    Worlds world = prefixes(warmIp(5, 0), eni(0, 4, 2, 1).usedPrefixes(1));
    Plan plan = world.plan();
    assertEquals(new Plan(List.of(new PlanAction.Assign(id(0), PREFIX, 1)), null, false), plan);
    world.apply(plan);
    assertEquals(
        new Plan(List.of(new PlanAction.Unassign(id(0), SINGLE, 4)), null, true), world.plan());
    world.mayGiveBack = false;
    assertEquals(new Plan(List.of(), null, true), world.plan());
  }

  @Test
  void prefixOnItsWay_isNoReasonToGiveSinglesBack() {
    Worlds world = prefixes(warmIp(5, 0), eni(0, 5, 0, 0), eni(1).assigning(PREFIX, 1));
    assertEquals(new Plan(List.of(), null, false), world.plan());
  }

  @Test
  void standIns_tooMany_goBack_withAPrefixWorthOfHysteresis() {
    Worlds world =
        fragmented(prefixes(warmPrefix(1), eni(0, 9, 0, 0), eni(1, 9, 0, 0), eni(2, 9, 0, 0)));
    assertEquals(new Plan(List.of(), null, false), world.plan());
    world = fragmented(prefixes(warmPrefix(0), eni(0, 9, 0, 0), eni(1, 9, 0, 0)));
    assertEquals(List.of(new PlanAction.Unassign(id(1), SINGLE, 1)), world.plan().actions());
    world = fragmented(prefixes(warmIp(5, 0), eni(0, 9, 0, 0)));
    assertEquals(List.of(new PlanAction.Unassign(id(0), SINGLE, 4)), world.plan().actions());
  }

  @Test
  void switchedToPrefixes_withRoom_singlesWithoutPodsGo() {
    Worlds world = prefixes(warmPrefix(1), eni(0, 3, 3, 0));
    assertEquals(List.of(new PlanAction.Assign(id(0), PREFIX, 1)), world.plan().actions());
    world.settle();
    assertEquals(1, world.prefixCount());
    assertEquals(3, world.enis.getFirst().singles.leased);
    assertEquals(0, world.enis.getFirst().singles.free);
    assertEquals(19, Planner.desiredTotal(world.input()));
  }

  @Test
  void switchedToPrefixes_withoutRoom_freeSinglesMakeIt() {
    Worlds world = prefixes(warmPrefix(1), eni(0, 6, 3, 0));
    assertEquals(
        new Plan(List.of(new PlanAction.Unassign(id(0), SINGLE, 1)), null, false), world.plan());
    world.settle();
    assertEquals(1, world.enis.size());
    assertEquals(1, world.prefixCount());
    assertEquals(3, world.total() - 16);
  }

  @Test
  void switchedToPrefixes_withoutRoom_whileAPodWaits_anEniIsCreated() {
    Worlds world = prefixes(warmPrefix(1), eni(0, 0, 9, 0)).waiting(1);
    assertEquals(List.of(new PlanAction.CreateEni(PREFIX, 2)), world.plan().actions());
  }

  @Test
  void switchedToSingles_partlyUsedPrefixesStay_freeOnesGo() {
    Worlds world = singles(warmIp(2, 0), eni(0).prefix(3, 0).prefix(0, 2).freePrefixes(2));
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 2)), world.plan().actions());
    world.settle();
    assertEquals(2, world.prefixCount());
    assertEquals(2, world.enis.getFirst().singles.free);
  }

  @Test
  void switchedToSingles_withoutRoom_freePrefixesMakeIt() {
    Worlds world = singles(warmEni(1), eni(0).prefix(3, 0).freePrefixes(8));
    assertEquals(
        List.of(new PlanAction.Unassign(id(0), PREFIX, 8), new PlanAction.CreateEni(SINGLE, 9)),
        world.plan().actions());
    world.settle();
    assertEquals(1, world.prefixCount());
    assertEquals(2, world.enis.size());
  }

  @Test
  void otherKindOnAnUnusedEni_goesWithTheEni() {
    Worlds world = prefixes(warmPrefix(1), eni(0).freePrefixes(1), eni(1, 7, 0, 0));
    assertEquals(List.of(new PlanAction.RemoveEni(id(1))), world.plan().actions());
  }

  @Test
  void switchedWithoutAnySlot_otherKindSuffices_nothingIsBlocked() {
    ModelEni full = eni(0).usedPrefixes(8).prefix(10, 0);
    Worlds world = singles(new WarmTargets(1, 2, 0, 0, 1, 1_000), full);
    assertEquals(List.of(), world.plan().actions());
    assertNull(world.plan().blocked());
  }
}
