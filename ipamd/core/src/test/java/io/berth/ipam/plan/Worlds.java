package io.berth.ipam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node as the planner sees it, to be built and changed step by step. Applying a plan means that
/// every call succeeds at once; each is checked against the limits and the pods.
final class Worlds {

  static final InstanceLimits T3_SMALL = limits("t3.small", 3, 4);
  static final InstanceLimits M5_LARGE = limits("m5.large", 3, 10);
  static final InstanceLimits P3DN = limits("p3dn.24xlarge", 15, 50);

  /// Plans after which a node that no pod enters or leaves is at rest.
  private static final int MAX_PLANS = 20;

  final InstanceLimits limits;
  AddressKind kind = AddressKind.SINGLE;
  WarmTargets targets;
  final List<ModelEni> enis = new ArrayList<>();
  int waiting;
  int unmanagedEnis;
  int enisBeingCreated;
  int singlesBeingCreated;
  int prefixesBeingCreated;
  boolean schedulable = true;
  boolean growthAllowed = true;
  boolean mayGiveBack = true;
  @Nullable Hold createSinglesHold;
  @Nullable Hold createPrefixesHold;

  Worlds(InstanceLimits limits, WarmTargets targets) {
    this.limits = limits;
    this.targets = targets;
  }

  static InstanceLimits limits(String type, int enis, int ipv4PerEni) {
    return new InstanceLimits(
        type, enis, ipv4PerEni, InstanceLimits.Hypervisor.NITRO, 0, List.of(enis));
  }

  static WarmTargets warmEni(int target) {
    return new WarmTargets(target, 0, 0, 0, 0, 1_000);
  }

  static WarmTargets warmIp(int warm, int minimum) {
    return new WarmTargets(1, warm, minimum, 1, 0, 1_000);
  }

  static WarmTargets warmPrefix(int target) {
    return new WarmTargets(1, 0, 0, target, 0, 1_000);
  }

  static Hold hold(Hold.Reason reason) {
    return new Hold(reason, 60_000, "Code: text");
  }

  static EniId id(int device) {
    return new EniId("eni-" + device);
  }

  /// An idle, old ENI with single addresses.
  static ModelEni eni(int device, int free, int leased, int cooling) {
    return new ModelEni(device, free, leased, cooling);
  }

  /// An idle, old ENI without addresses.
  static ModelEni eni(int device) {
    return new ModelEni(device, 0, 0, 0);
  }

  Worlds with(ModelEni... more) {
    enis.addAll(List.of(more));
    return this;
  }

  Worlds waiting(int pods) {
    waiting = pods;
    return this;
  }

  Worlds prefixes() {
    kind = AddressKind.PREFIX;
    return this;
  }

  PlanInput input() {
    return new PlanInput(
        limits,
        kind,
        targets,
        enis.stream().map(ModelEni::state).toList(),
        waiting,
        unmanagedEnis,
        enisBeingCreated,
        singlesBeingCreated,
        prefixesBeingCreated,
        schedulable,
        growthAllowed,
        mayGiveBack,
        createSinglesHold,
        createPrefixesHold,
        0);
  }

  Plan plan() {
    return Planner.plan(input());
  }

  int total() {
    return enis.stream().mapToInt(ModelEni::addresses).sum();
  }

  int prefixCount() {
    return enis.stream().mapToInt(eni -> eni.prefixes.size()).sum();
  }

  int free() {
    return enis.stream().mapToInt(ModelEni::free).sum();
  }

  int leased() {
    return enis.stream().mapToInt(ModelEni::leased).sum();
  }

  /// Runs the actions; new ENIs are old at once.
  void apply(Plan plan) {
    for (PlanAction action : plan.actions()) {
      switch (action) {
        case PlanAction.Assign(EniId eni, AddressKind ofKind, int portions) ->
            find(eni).add(ofKind, portions);
        case PlanAction.Unassign(EniId eni, AddressKind ofKind, int portions) -> {
          find(eni).retire(ofKind, portions);
          find(eni).retired(ofKind, portions, true);
        }
        case PlanAction.CreateEni(AddressKind ofKind, int portions) -> {
          ModelEni eni = eni(unusedDevice()).holds(createSinglesHold, createPrefixesHold);
          eni.add(ofKind, portions);
          enis.add(eni);
        }
        case PlanAction.RemoveEni(EniId eni) -> remove(find(eni));
      }
    }
    checkLimits();
  }

  void remove(ModelEni eni) {
    assertTrue(
        eni.device != 0 && eni.removable && eni.leased() + eni.cooling() == 0, eni::toString);
    enis.remove(eni);
  }

  void checkLimits() {
    assertTrue(enis.size() + enisBeingCreated + unmanagedEnis <= limits.maxEnis(), () -> "" + enis);
    for (ModelEni eni : enis) {
      assertTrue(eni.slotsTaken() <= limits.secondariesPerEni(), eni::toString);
    }
  }

  /// Plans and applies until nothing is left to do.
  void settle() {
    for (int step = 0; step < MAX_PLANS; step++) {
      Plan plan = plan();
      if (plan.actions().isEmpty()) {
        assertEquals(plan, plan());
        return;
      }
      apply(plan);
    }
    throw new AssertionError("no rest after " + MAX_PLANS + " plans: " + plan() + " of " + enis);
  }

  /// One pod takes a free address of the block with the most pods, of the node's kind if there is
  /// one.
  boolean lease() {
    for (AddressKind preferred : List.of(kind, input().otherKind())) {
      ModelEni.Block block =
          enis.stream()
              .sorted(Comparator.comparingInt(eni -> -eni.leased()))
              .map(eni -> eni.claimable(preferred))
              .filter(each -> each != null)
              .findFirst()
              .orElse(null);
      if (block != null) {
        block.free--;
        block.leased++;
        return true;
      }
    }
    return false;
  }

  ModelEni find(EniId id) {
    return enis.stream().filter(eni -> eni.id().equals(id)).findFirst().orElseThrow();
  }

  int unusedDevice() {
    int device = 0;
    while (isUsed(device)) {
      device++;
    }
    return device;
  }

  private boolean isUsed(int device) {
    return enis.stream().anyMatch(eni -> eni.device == device);
  }
}
