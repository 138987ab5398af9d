package io.berth.ipam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A random node with calls in flight. One step is one event and one plan, all of whose actions are
/// started.
final class NodeWalk {

  private static final Hold.Reason[] REASONS = {
    Hold.Reason.NO_PREFIX, Hold.Reason.SUBNET_FULL, Hold.Reason.THROTTLED, Hold.Reason.REJECTED
  };

  private final Random random;
  private final Worlds world;
  private final List<PlanAction> calls = new ArrayList<>();
  int plans;

  NodeWalk(long seed) {
    random = new Random(seed);
    int slots = 1 + random.nextInt(5);
    world = new Worlds(Worlds.limits("walk", 1 + random.nextInt(4), slots + 1), randomTargets());
    world.kind = random.nextBoolean() ? AddressKind.PREFIX : AddressKind.SINGLE;
    world.enis.add(Worlds.eni(0));
  }

  private WarmTargets randomTargets() {
    boolean addresses = random.nextBoolean();
    return new WarmTargets(
        random.nextInt(3),
        addresses ? random.nextInt(20) : 0,
        addresses ? random.nextInt(40) : 0,
        random.nextInt(4),
        random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0,
        random.nextInt(3) == 0 ? 1 + random.nextInt(40) : Integer.MAX_VALUE);
  }

  void step() {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> world.waiting++;
      case 6, 7, 8, 9 -> release();
      case 10, 11, 12 -> cool();
      case 13, 14, 15, 16, 17 -> answer(random.nextInt(4) > 0);
      case 18 -> world.enis.forEach(eni -> eni.ageMillis += 30_000);
      case 19 -> hold();
      case 20 -> {
        if (random.nextInt(6) == 0) {
          randomEni().drain();
        }
      }
      case 21 -> {
        if (random.nextInt(4) == 0) {
          world.kind = world.input().otherKind();
        }
      }
      case 22 -> world.mayGiveBack = random.nextBoolean();
      case 23 -> world.schedulable = random.nextInt(4) > 0;
      default -> throw new IllegalStateException();
    }
    serve();
    start(world.plan());
    world.checkLimits();
  }

  private ModelEni randomEni() {
    return world.enis.get(random.nextInt(world.enis.size()));
  }

  private void serve() {
    while (world.waiting > 0 && world.lease()) {
      world.waiting--;
    }
  }

  private void release() {
    for (ModelEni.Block block : randomEni().blocks()) {
      int count = block.leased == 0 ? 0 : 1 + random.nextInt(block.leased);
      block.leased -= count;
      block.cooling += count;
    }
  }

  private void cool() {
    for (ModelEni eni : world.enis) {
      eni.coolOut();
    }
  }

  private void hold() {
    Hold hold = random.nextBoolean() ? null : Worlds.hold(REASONS[random.nextInt(REASONS.length)]);
    boolean prefixesOnly = hold != null && hold.letsSinglesStandIn();
    world.createPrefixesHold = hold;
    world.createSinglesHold = prefixesOnly ? null : hold;
    world.enis.forEach(eni -> eni.holds(prefixesOnly ? null : hold, hold));
  }

  private void start(Plan plan) {
    plans++;
    Set<EniId> touched = new HashSet<>();
    boolean grows = false;
    boolean givesBack = false;
    for (PlanAction action : plan.actions()) {
      calls.add(action);
      switch (action) {
        case PlanAction.Assign(EniId id, AddressKind kind, int portions) -> {
          assertTrue(touched.add(id), plan::toString);
          ModelEni eni = world.find(id);
          assertTrue(!eni.draining && !eni.busy, plan::toString);
          eni.assigning(kind, portions);
          grows |= kind == world.kind;
        }
        case PlanAction.CreateEni(AddressKind kind, int portions) -> {
          world.enisBeingCreated++;
          beingCreated(kind, portions);
          grows = true;
        }
        case PlanAction.Unassign(EniId id, AddressKind kind, int portions) -> {
          assertTrue(touched.add(id), plan::toString);
          ModelEni eni = world.find(id);
          assertTrue(!eni.busy && !eni.isAssigning(), plan::toString);
          givesBack |= !eni.draining && kind == world.kind;
          eni.retire(kind, portions);
          eni.busy = true;
        }
        case PlanAction.RemoveEni(EniId id) -> {
          assertTrue(touched.add(id), plan::toString);
          ModelEni eni = world.find(id);
          assertTrue(eni.device != 0 && eni.ageMillis >= Planner.MIN_ENI_AGE_MILLIS);
          assertTrue(!eni.busy && !eni.isAssigning(), plan::toString);
          assertEquals(0, eni.leased() + eni.cooling(), plan::toString);
          givesBack |= !eni.draining;
          eni.blocks().forEach(ModelEni.Block::retire);
          eni.busy = true;
        }
      }
    }
    assertTrue(!grows || !givesBack, () -> "both ways at once: " + plan);
    assertTrue(world.mayGiveBack || !givesBack, () -> "too early: " + plan);
  }

  private void beingCreated(AddressKind kind, int portions) {
    switch (kind) {
      case SINGLE -> world.singlesBeingCreated += portions;
      case PREFIX -> world.prefixesBeingCreated += portions;
    }
  }

  private void answer(boolean success) {
    if (calls.isEmpty()) {
      return;
    }
    switch (calls.remove(random.nextInt(calls.size()))) {
      case PlanAction.Assign(EniId id, AddressKind kind, int portions) -> {
        world.find(id).assigning(kind, -portions);
        if (success) {
          world.find(id).add(kind, portions);
        }
      }
      case PlanAction.CreateEni(AddressKind kind, int portions) -> {
        world.enisBeingCreated--;
        beingCreated(kind, -portions);
        if (success) {
          ModelEni eni = Worlds.eni(world.unusedDevice()).aged(0);
          eni.holds(world.createSinglesHold, world.createPrefixesHold);
          eni.add(kind, portions);
          world.enis.add(eni);
        }
      }
      case PlanAction.Unassign(EniId id, AddressKind kind, int portions) -> {
        world.find(id).retired(kind, portions, success);
        world.find(id).busy = false;
      }
      case PlanAction.RemoveEni(EniId id) -> {
        ModelEni eni = world.find(id);
        eni.busy = false;
        if (success) {
          world.remove(eni);
        } else if (!eni.draining) {
          eni.blocks().forEach(ModelEni.Block::free);
        }
      }
    }
    serve();
  }

  /// Nothing happens any more, and every call succeeds.
  void comeToRest() {
    world.mayGiveBack = true;
    while (!calls.isEmpty()) {
      answer(true);
    }
    world.enis.forEach(eni -> eni.ageMillis = Planner.MIN_ENI_AGE_MILLIS);
    cool();
    serve();
    for (int plan = 0; plan < 30; plan++) {
      Plan next = world.plan();
      if (next.actions().isEmpty()) {
        checkRest(next);
        return;
      }
      world.apply(next);
      serve();
      cool();
    }
    throw new AssertionError("no rest: " + world.plan());
  }

  private void checkRest(Plan plan) {
    if (!Need.isMetByBoth(world.input())) {
      assertNotNull(plan.blocked(), "neither enough nor blocked");
    }
    assertEquals(false, plan.surplus(), "a surplus that nothing keeps");
  }

  @Override
  public String toString() {
    return world.kind
        + " "
        + world.targets
        + " waiting "
        + world.waiting
        + " schedulable "
        + world.schedulable
        + " holds "
        + world.createSinglesHold
        + " "
        + world.createPrefixesHold
        + " calls "
        + calls
        + " plan "
        + world.plan()
        + " "
        + world.enis;
  }
}
