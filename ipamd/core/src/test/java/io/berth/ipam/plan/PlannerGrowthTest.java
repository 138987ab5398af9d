package io.berth.ipam.plan;

import static io.berth.ipam.model.AddressKind.SINGLE;
import static io.berth.ipam.plan.Worlds.M5_LARGE;
import static io.berth.ipam.plan.Worlds.P3DN;
import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.id;
import static io.berth.ipam.plan.Worlds.limits;
import static io.berth.ipam.plan.Worlds.warmEni;
import static io.berth.ipam.plan.Worlds.warmIp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Growth where Berth differs from the incumbent: everything at once, calls in flight counted,
/// cooling addresses not free, waiting pods as demand; and the sentence that names what blocks it.
class PlannerGrowthTest {

  private static Blocked blocked(Worlds world) {
    Blocked blocked = world.plan().blocked();
    assertNotNull(blocked);
    return blocked;
  }

  @Test
  void emptyNode_fifteenWarmEnis_arePlannedAtOnce() {
    Worlds world = new Worlds(P3DN, warmEni(15)).with(eni(0, 0, 0, 0));
    List<PlanAction> actions = world.plan().actions();
    assertEquals(new PlanAction.Assign(id(0), SINGLE, 49), actions.getFirst());
    assertEquals(
        Collections.nCopies(14, new PlanAction.CreateEni(SINGLE, 49)),
        actions.subList(1, actions.size()));
  }

  @Test
  void need_onSeveralEnis_isSpreadFromTheLowestDevice() {
    Worlds world = new Worlds(M5_LARGE, warmIp(10, 0)).with(eni(1, 0, 6, 0), eni(0, 0, 4, 0));
    assertEquals(
        List.of(
            new PlanAction.Assign(id(0), SINGLE, 5),
            new PlanAction.Assign(id(1), SINGLE, 3),
            new PlanAction.CreateEni(SINGLE, 2)),
        world.plan().actions());
  }

  @Test
  void callsInFlight_coverTheNeed_nothingIsAdded() {
    Worlds world = new Worlds(M5_LARGE, warmIp(5, 0));
    world.with(eni(0, 1, 4, 0).assigning(SINGLE, 2));
    world.enisBeingCreated = 1;
    world.singlesBeingCreated = 2;
    assertEquals(new Plan(List.of(), null, false), world.plan());
  }

  @Test
  void callsInFlight_takeTheLastSlots_limitsHold() {
    Worlds world = new Worlds(M5_LARGE, warmEni(3));
    world.with(eni(0, 0, 2, 0).assigning(SINGLE, 7), eni(1, 0, 9, 0));
    world.enisBeingCreated = 1;
    world.singlesBeingCreated = 9;
    Plan plan = world.plan();
    assertEquals(List.of(), plan.actions());
    assertEquals("instance_type_limit", blocked(world).label());
  }

  @Test
  void coolingAddresses_areNotFree() {
    Worlds world = new Worlds(M5_LARGE, warmIp(2, 0)).with(eni(0, 0, 3, 2));
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 2)), world.plan().actions());
  }

  @Test
  void waitingPods_countAsDemand() {
    Worlds world = new Worlds(M5_LARGE, warmIp(2, 0)).with(eni(0, 0, 9, 0)).waiting(14);
    assertEquals(
        List.of(new PlanAction.CreateEni(SINGLE, 9), new PlanAction.CreateEni(SINGLE, 7)),
        world.plan().actions());
    world.targets = warmEni(0);
    assertEquals(
        List.of(new PlanAction.CreateEni(SINGLE, 9), new PlanAction.CreateEni(SINGLE, 9)),
        world.plan().actions());
  }

  @Test
  void waitingPods_withOnlyAMinimum_areServed() {
    Worlds world = new Worlds(M5_LARGE, warmIp(0, 2)).with(eni(0, 0, 2, 0)).waiting(1);
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 1)), world.plan().actions());
  }

  @Test
  void maxPods_isNotPassedByWarming() {
    Worlds world = new Worlds(P3DN, new WarmTargets(1, 30, 0, 0, 0, 20)).with(eni(0, 0, 8, 0));
    Plan plan = world.plan();
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 12)), plan.actions());
    assertEquals("max_pods", blocked(world).label());
  }

  @Test
  void maxPods_reachedByCoolingAddresses_doesNotHinderWaitingPods() {
    Worlds world =
        new Worlds(P3DN, new WarmTargets(1, 5, 0, 0, 0, 10)).with(eni(0, 0, 7, 3)).waiting(3);
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 3)), world.plan().actions());
  }

  @Test
  void unschedulableNode_servesWaitingPodsOnly() {
    Worlds world = new Worlds(M5_LARGE, warmIp(5, 0)).with(eni(0, 0, 2, 0)).waiting(1);
    world.schedulable = false;
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 1)), world.plan().actions());
    assertEquals("unschedulable", blocked(world).label());
    assertEquals(
        "the node is unschedulable, so no addresses are warmed for new pods. Uncordon it to warm"
            + " them.",
        blocked(world).sentence());
  }

  @Test
  void busyEni_keepsItsRoom_noEniIsCreatedForIt() {
    Worlds world = new Worlds(M5_LARGE, warmIp(3, 0));
    world.with(eni(0, 0, 6, 0).retiring(3).busy());
    assertEquals(new Plan(List.of(), null, false), world.plan());
  }

  @Test
  void leavingEni_hasNoRoom_butADeviceSlot() {
    Worlds world = new Worlds(limits("t", 2, 10), warmIp(3, 0)).with(eni(0, 0, 9, 0));
    world.with(eni(1, 0, 0, 0).retiring(9).busy());
    assertEquals(List.of(), world.plan().actions());
    assertEquals("instance_type_limit", blocked(world).label());
  }

  @Test
  void holds_stopTheirKindOfCallOnly() {
    Worlds world = new Worlds(M5_LARGE, warmIp(12, 0)).with(eni(0, 0, 2, 0));
    world.createSinglesHold = new Hold(Hold.Reason.THROTTLED, 3_500, "RequestLimitExceeded");
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 7)), world.plan().actions());
    assertEquals(
        "EC2 throttles the account's calls (RequestLimitExceeded); next attempt in 4 s. Fewer"
            + " callers, or a higher request rate for the account, help.",
        blocked(world).sentence());
    world.enis.getFirst().singlesHold =
        new Hold(Hold.Reason.SUBNET_FULL, 120_000, "InsufficientFreeAddressesInSubnet");
    assertEquals(List.of(), world.plan().actions());
    assertEquals(
        "the subnet has no free address (InsufficientFreeAddressesInSubnet); next attempt in 120 s."
            + " Free addresses in the subnet, or use a larger one.",
        blocked(world).sentence());
  }

  @Test
  void everyHold_hasASentenceAndALabel() {
    for (Hold.Reason reason : Hold.Reason.values()) {
      Blocked blocked = new Blocked.OnHold(new Hold(reason, 1, "Code: text"), 1);
      assertEquals(
          1, blocked.sentence().split("\\(Code: text\\); next attempt in 1 s", -1).length - 1);
      assertEquals(reason.name().toLowerCase(java.util.Locale.ROOT), blocked.label());
    }
  }

  @Test
  void allLeased_theSentenceNamesTypeLimitsAndNextStep() {
    Worlds world =
        new Worlds(M5_LARGE, new WarmTargets(1, 0, 0, 0, 0, 29))
            .with(eni(0, 0, 9, 0), eni(1, 0, 9, 0), eni(2, 0, 9, 0))
            .waiting(1);
    assertEquals(
        "m5.large allows 3 ENIs × 9 pod addresses = 27; all 27 are leased. Delete pods, or use an"
            + " instance type with more addresses.",
        blocked(world).sentence());
    world.targets = new WarmTargets(1, 0, 0, 0, 0, 27);
    assertEquals("instance_type_limit", blocked(world).label());
  }

  @Test
  void unmanagedEnisAndMaxEni_areNamed() {
    Worlds world = new Worlds(M5_LARGE, warmEni(1)).with(eni(0, 0, 8, 1), eni(2, 0, 9, 0));
    world.unmanagedEnis = 1;
    assertEquals(
        "m5.large allows 3 ENIs, 1 of them not managed by Berth: 2 ENIs × 9 pod addresses = 18; 17"
            + " are leased, 1 is cooling for reuse. Delete pods, or use an instance type with more"
            + " addresses.",
        blocked(world).sentence());
    world.targets = new WarmTargets(1, 0, 0, 0, 2, 100);
    assertEquals(
        "MAX_ENI=2 allows 2 of the 3 ENIs of m5.large, 1 of them not managed by Berth: 1 ENI × 9 pod"
            + " addresses = 9; 17 are leased, 1 is cooling for reuse. Raise MAX_ENI, or delete pods.",
        blocked(world).sentence());
    assertEquals("max_eni", blocked(world).label());
  }

  @Test
  void desiredTotal_neverPassesTheType() {
    Worlds world = new Worlds(M5_LARGE, warmIp(50, 0)).with(eni(0, 0, 9, 0));
    assertEquals(27, Planner.desiredTotal(world.input()));
    assertNull(new Worlds(M5_LARGE, warmIp(1, 0)).with(eni(0, 1, 0, 0)).plan().blocked());
  }

  @Test
  void eniOfOneAddress_cannotGrow() {
    Worlds world = new Worlds(limits("tiny", 2, 1), warmEni(1)).with(eni(0, 0, 0, 0));
    assertEquals(List.of(), world.plan().actions());
    assertEquals("instance_type_limit", blocked(world).label());
    assertEquals(0, Planner.desiredTotal(world.input()));
  }
}
