package io.berth.ipam.plan;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.model.AddressKind.SINGLE;
import static io.berth.ipam.plan.Worlds.M5_LARGE;
import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.id;
import static io.berth.ipam.plan.Worlds.warmEni;
import static io.berth.ipam.plan.Worlds.warmIp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// An ENI that takes no new pods gives back what no pod has and goes when it is empty; the pool has
/// its free addresses retire meanwhile.
class PlannerDrainingTest {

  private static Worlds world(ModelEni... enis) {
    return new Worlds(M5_LARGE, warmIp(2, 0)).with(enis);
  }

  @Test
  void drainingEni_itsFreeAddresses_countForNothing() {
    Worlds world = world(eni(0, 0, 9, 0), eni(1, 0, 1, 0), eni(2, 4, 0, 1).drain());
    assertEquals(
        List.of(new PlanAction.Unassign(id(2), SINGLE, 4), new PlanAction.Assign(id(1), SINGLE, 2)),
        world.plan().actions());
  }

  @Test
  void drainingEni_withPods_givesBackOneKindAfterTheOther() {
    Worlds world = world(eni(0, 2, 0, 0), eni(1, 1, 1, 0).prefix(2, 0).freePrefixes(3).drain());
    assertEquals(List.of(new PlanAction.Unassign(id(1), SINGLE, 1)), world.plan().actions());
    world.apply(world.plan());
    // Two pods could have a prefix each, so that two of the four are surely without.
    assertEquals(List.of(new PlanAction.Unassign(id(1), PREFIX, 2)), world.plan().actions());
  }

  @Test
  void drainingEni_allRetiring_goes() {
    Worlds world = world(eni(0, 2, 0, 0), eni(1, 5, 0, 0).freePrefixes(2).drain());
    assertEquals(List.of(new PlanAction.RemoveEni(id(1))), world.plan().actions());
  }

  @Test
  void drainingEni_withOneCoolingAddress_stays() {
    Worlds world = world(eni(0, 2, 0, 0), eni(1, 0, 0, 1).drain());
    assertEquals(List.of(), world.plan().actions());
  }

  @Test
  void drainingEni_young_waitsForItsAge() {
    Worlds world =
        world(eni(0, 2, 0, 0), eni(1, 5, 0, 0).drain().aged(Planner.MIN_ENI_AGE_MILLIS - 1));
    assertEquals(List.of(), world.plan().actions());
  }

  @Test
  void drainingEni_primaryOrNotRemovable_givesItsAddressesBackAndStays() {
    Worlds world = world(eni(0, 3, 0, 0).drain(), eni(1, 2, 1, 0), eni(2, 4, 0, 0).fixed().drain());
    assertEquals(
        List.of(
            new PlanAction.Unassign(id(0), SINGLE, 3), new PlanAction.Unassign(id(2), SINGLE, 4)),
        world.plan().actions());
    world.settle();
    assertEquals(3, world.enis.size());
    assertEquals(3, world.total());
  }

  @Test
  void drainingEni_busyOrAssigning_isLeftAlone() {
    Worlds world =
        world(eni(0, 2, 0, 0), eni(1, 4, 1, 0).drain().busy(), eni(2).assigning(SINGLE, 1).drain());
    assertEquals(List.of(), world.plan().actions());
  }

  @Test
  void drainingEni_doesNotWaitForTheHoldDown() {
    Worlds world = world(eni(0, 9, 0, 0), eni(1, 4, 1, 0).drain());
    world.mayGiveBack = false;
    assertEquals(
        new Plan(List.of(new PlanAction.Unassign(id(1), SINGLE, 4)), null, true), world.plan());
  }

  @Test
  void drainingEni_countsForMaxPods() {
    Worlds world = new Worlds(M5_LARGE, new WarmTargets(1, 5, 0, 0, 0, 10));
    world.with(eni(0, 0, 3, 0), eni(1, 0, 6, 0).drain());
    assertEquals(List.of(new PlanAction.Assign(id(0), SINGLE, 1)), world.plan().actions());
  }

  @Test
  void onlyEniDraining_whileAPodWaits_anotherIsCreated() {
    Worlds world = new Worlds(M5_LARGE, warmEni(0)).with(eni(0, 3, 1, 0).drain()).waiting(1);
    assertEquals(
        List.of(new PlanAction.Unassign(id(0), SINGLE, 3), new PlanAction.CreateEni(SINGLE, 9)),
        world.plan().actions());
  }
}
