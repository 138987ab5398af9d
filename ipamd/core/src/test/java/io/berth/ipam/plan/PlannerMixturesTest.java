package io.berth.ipam.plan;

import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.hold;
import static io.berth.ipam.plan.Worlds.limits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every node of two ENIs with two slots each, every slot empty, a single address or a prefix in
/// any state, in both modes, under small targets, with and without prefixes to be had. Plans are
/// applied until nothing is left to do: what was added is not given back again, or the reverse.
class PlannerMixturesTest {

  private static final InstanceLimits LIMITS = limits("small", 2, 3);

  /// What a slot may hold.
  private enum Slot {
    EMPTY,
    FREE_SINGLE,
    LEASED_SINGLE,
    COOLING_SINGLE,
    FREE_PREFIX,
    USED_PREFIX,
    FULL_PREFIX,
    COOLING_PREFIX
  }

  @ParameterizedTest
  @EnumSource(AddressKind.class)
  void plan_ofEveryMixture_comesToRestWithoutGoingToAndFro(AddressKind kind) {
    int worlds = 0;
    for (WarmTargets targets : targets()) {
      for (List<Slot> first : enis()) {
        for (List<Slot> second : enis()) {
          for (int variant = 0; variant < 4; variant++) {
            Worlds world = new Worlds(LIMITS, targets).with(model(0, first), model(1, second));
            world.kind = kind;
            if ((variant & 1) != 0) {
              world.createPrefixesHold = hold(Hold.Reason.NO_PREFIX);
              world.enis.forEach(eni -> eni.prefixesHold = world.createPrefixesHold);
            }
            world.waiting = (variant & 2) != 0 && world.free() == 0 ? 3 : 0;
            check(world);
            worlds++;
          }
        }
      }
    }
    assertTrue(worlds > 40_000, "worlds seen: " + worlds);
  }

  private static void check(Worlds world) {
    String before = world.targets + " waiting " + world.waiting + " " + world.enis;
    List<PlanAction> seen = new ArrayList<>();
    boolean added = false;
    for (int plans = 0; plans < 8; plans++) {
      Plan plan = world.plan();
      if (plan.actions().isEmpty()) {
        if (!Need.isMetByBoth(world.input())) {
          assertNotNull(plan.blocked(), before);
        }
        assertEquals(false, plan.surplus(), before);
        return;
      }
      seen.addAll(plan.actions());
      for (PlanAction action : plan.actions()) {
        boolean removed =
            switch (action) {
              case PlanAction.Assign(EniId _, AddressKind ofKind, int _) -> {
                added |= ofKind == world.kind;
                yield false;
              }
              case PlanAction.CreateEni(AddressKind ofKind, int _) -> {
                added |= ofKind == world.kind;
                yield false;
              }
              case PlanAction.Unassign(EniId _, AddressKind ofKind, int _) -> ofKind == world.kind;
              case PlanAction.RemoveEni(EniId eni) ->
                  world.find(eni).state().counts(world.kind).portions() > 0;
            };
        assertTrue(!added || !removed, () -> before + " → " + seen);
      }
      world.apply(plan);
      while (world.waiting > 0 && world.lease()) {
        world.waiting--;
      }
    }
    throw new AssertionError("no rest: " + before + " → " + seen);
  }

  private static List<WarmTargets> targets() {
    List<WarmTargets> targets = new ArrayList<>();
    for (int warm = 0; warm <= 2; warm++) {
      targets.add(new WarmTargets(warm, 0, 0, warm, 0, 1_000));
    }
    targets.add(new WarmTargets(1, 1, 0, 1, 0, 1_000));
    targets.add(new WarmTargets(1, 2, 20, 0, 0, 1_000));
    targets.add(new WarmTargets(1, 0, 3, 0, 0, 1_000));
    targets.add(new WarmTargets(1, 0, 0, 3, 0, 20));
    targets.add(new WarmTargets(1, 5, 0, 0, 1, 3));
    return targets;
  }

  private static List<List<Slot>> enis() {
    List<List<Slot>> enis = new ArrayList<>();
    for (Slot first : Slot.values()) {
      for (Slot second : Slot.values()) {
        if (first.compareTo(second) <= 0) {
          enis.add(List.of(first, second));
        }
      }
    }
    return enis;
  }

  private static ModelEni model(int device, List<Slot> slots) {
    ModelEni eni = eni(device);
    for (Slot slot : slots) {
      switch (slot) {
        case EMPTY -> {}
        case FREE_SINGLE -> eni.singles.free++;
        case LEASED_SINGLE -> eni.singles.leased++;
        case COOLING_SINGLE -> eni.singles.cooling++;
        case FREE_PREFIX -> eni.freePrefixes(1);
        case USED_PREFIX -> eni.prefix(3, 0);
        case FULL_PREFIX -> eni.usedPrefixes(1);
        case COOLING_PREFIX -> eni.prefix(0, 2);
      }
    }
    return eni;
  }
}
