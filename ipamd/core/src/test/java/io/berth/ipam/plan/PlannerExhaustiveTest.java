package io.berth.ipam.plan;

import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.limits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Every small node: one to three ENIs of at most three pod addresses, each in every mixture of
/// free, leased and cooling, under every small target. Each plan is checked against the limits, and
/// that nothing is left to do once it was applied.
class PlannerExhaustiveTest {

  private static final int ENIS = 3;
  private static final int PER_ENI = 3;
  private static final InstanceLimits LIMITS = limits("small", ENIS, PER_ENI + 1);

  @Test
  void plan_ofEveryWorld_keepsLimitsAndTouchesNoPod() {
    int worlds = forEachWorld(world -> checkPlan(world.input(), world.plan()));
    assertTrue(worlds > 100_000, "worlds seen: " + worlds);
  }

  @Test
  void plan_onceApplied_isNotUndone() {
    forEachWorld(world -> {
      String before = world.enis.toString();
      Plan first = world.plan();
      world.apply(first);
      Plan second = world.plan();
      assertEquals(
          first.blocked() == null, second.blocked() == null, () -> describe(world, before));
      for (PlanAction action : second.actions()) {
        // Growth may have passed over an ENI without addresses, which can go now.
        assertTrue(
            action instanceof PlanAction.RemoveEni(EniId id) && world.find(id).addresses() == 0,
            () -> describe(world, before) + " → " + first.actions() + " → " + second.actions());
      }
      world.apply(second);
      assertEquals(List.of(), world.plan().actions(), () -> describe(world, before));
    });
  }

  private static void checkPlan(PlanInput input, Plan plan) {
    Map<EniId, EniState> states = new HashMap<>();
    input.enis().forEach(eni -> states.put(eni.id(), eni));
    int created = 0;
    boolean grows = false;
    boolean shrinks = false;
    for (PlanAction action : plan.actions()) {
      switch (action) {
        case PlanAction.Assign(EniId id, AddressKind kind, int count) -> {
          grows = true;
          EniState eni = states.remove(id);
          assertTrue(eni != null && eni.slotsTaken() + count <= PER_ENI, () -> input + " " + plan);
        }
        case PlanAction.CreateEni(AddressKind kind, int secondaries) -> {
          grows = true;
          created++;
          assertTrue(secondaries <= PER_ENI, () -> input + " " + plan);
        }
        case PlanAction.Unassign(EniId id, AddressKind kind, int count) -> {
          shrinks = true;
          EniState eni = states.remove(id);
          assertTrue(eni != null && count <= eni.singles().free(), () -> input + " " + plan);
        }
        case PlanAction.RemoveEni(EniId id) -> {
          shrinks = true;
          EniState eni = states.remove(id);
          assertTrue(
              eni != null && !eni.isPrimary() && eni.leasedOrCooling() == 0,
              () -> input + " " + plan);
        }
      }
    }
    int most = Planner.maxEnis(ENIS, input.targets()) - input.unmanagedEnis();
    assertTrue(created == 0 || input.enis().size() + created <= most, () -> input + " " + plan);
    assertTrue(!grows || !shrinks, () -> "both ways at once: " + input + " " + plan);
  }

  private static int forEachWorld(Consumer<Worlds> check) {
    List<int[]> mixtures = new ArrayList<>();
    for (int free = 0; free <= PER_ENI; free++) {
      for (int leased = 0; free + leased <= PER_ENI; leased++) {
        for (int cooling = 0; free + leased + cooling <= PER_ENI; cooling++) {
          mixtures.add(new int[] {free, leased, cooling});
        }
      }
    }
    int worlds = 0;
    for (WarmTargets targets : targets()) {
      for (int enis = 1; enis <= ENIS; enis++) {
        int states = (int) Math.pow(mixtures.size(), enis);
        for (int state = 0; state < states; state++) {
          for (int waiting = 0; waiting <= 3; waiting += 3) {
            Worlds world = new Worlds(LIMITS, targets).waiting(waiting);
            int rest = state;
            for (int device = 0; device < enis; device++) {
              int[] mixture = mixtures.get(rest % mixtures.size());
              rest /= mixtures.size();
              world.with(eni(device, mixture[0], mixture[1], mixture[2]));
            }
            check.accept(world);
            worlds++;
          }
        }
      }
    }
    return worlds;
  }

  private static List<WarmTargets> targets() {
    List<WarmTargets> targets = new ArrayList<>();
    for (int[] most : new int[][] {{0, 20}, {2, 20}, {0, 4}}) {
      for (int warmEni = 0; warmEni <= 2; warmEni++) {
        targets.add(new WarmTargets(warmEni, 0, 0, 0, most[0], most[1]));
      }
      for (int[] pair : new int[][] {{1, 0}, {3, 0}, {0, 2}, {2, 5}}) {
        targets.add(new WarmTargets(1, pair[0], pair[1], 0, most[0], most[1]));
      }
    }
    return targets;
  }

  private static String describe(Worlds world, String before) {
    return world.targets + " waiting " + world.waiting + " " + before;
  }
}
