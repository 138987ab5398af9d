package io.berth.ipam.plan;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node as the planner sees it, to be built and changed step by step. Applying a plan means that
/// every call succeeds at once.
final class Worlds {

  static final InstanceLimits T3_SMALL = limits("t3.small", 3, 4);
  static final InstanceLimits M5_LARGE = limits("m5.large", 3, 10);
  static final InstanceLimits P3DN = limits("p3dn.24xlarge", 15, 50);
  static final long OLD = Planner.MIN_ENI_AGE_MILLIS;

  final InstanceLimits limits;
  WarmTargets targets;
  final List<EniState> enis = new ArrayList<>();
  int waiting;
  int unmanagedEnis;
  int enisBeingCreated;
  int addressesBeingCreated;
  boolean schedulable = true;
  @Nullable Hold assignHold;
  @Nullable Hold createHold;

  Worlds(InstanceLimits limits, WarmTargets targets) {
    this.limits = limits;
    this.targets = targets;
  }

  static InstanceLimits limits(String type, int enis, int ipv4PerEni) {
    return new InstanceLimits(
        type, enis, ipv4PerEni, InstanceLimits.Hypervisor.NITRO, 0, List.of(enis));
  }

  static WarmTargets warmEni(int target) {
    return new WarmTargets(target, 0, 0, 0, 1_000);
  }

  static WarmTargets warmIp(int warm, int minimum) {
    return new WarmTargets(1, warm, minimum, 0, 1_000);
  }

  static EniId id(int device) {
    return new EniId("eni-" + device);
  }

  /// An idle, old ENI.
  static EniState eni(int device, int free, int leased, int cooling) {
    return new EniState(id(device), device, free, leased, cooling, 0, 0, OLD, false);
  }

  Worlds with(EniState... more) {
    enis.addAll(List.of(more));
    return this;
  }

  Worlds waiting(int pods) {
    waiting = pods;
    return this;
  }

  PlanInput input() {
    return new PlanInput(
        limits,
        targets,
        enis,
        waiting,
        unmanagedEnis,
        enisBeingCreated,
        addressesBeingCreated,
        schedulable,
        assignHold,
        createHold,
        0);
  }

  Plan plan() {
    return Planner.plan(input());
  }

  int total() {
    return enis.stream().mapToInt(EniState::held).sum();
  }

  /// Runs the actions; new ENIs are old at once.
  void apply(Plan plan) {
    for (PlanAction action : plan.actions()) {
      switch (action) {
        case PlanAction.AssignAddresses(EniId eni, int count) -> addFree(eni, count);
        case PlanAction.UnassignAddresses(EniId eni, int count) -> addFree(eni, -count);
        case PlanAction.CreateEni(int secondaries) ->
            enis.add(eni(unusedDevice(), secondaries, 0, 0));
        case PlanAction.RemoveEni(EniId eni) -> enis.removeIf(state -> state.id().equals(eni));
      }
    }
  }

  /// Plans and applies until nothing is left to do.
  void settle() {
    for (int step = 0; step < 20; step++) {
      Plan plan = plan();
      if (plan.actions().isEmpty()) {
        return;
      }
      apply(plan);
    }
    throw new AssertionError("no rest after 20 plans: " + enis);
  }

  /// One pod takes a free address of the ENI with the most pods.
  boolean lease() {
    EniState fullest = null;
    for (EniState eni : enis) {
      if (eni.free() > 0 && (fullest == null || eni.leased() > fullest.leased())) {
        fullest = eni;
      }
    }
    if (fullest == null) {
      return false;
    }
    enis.set(
        enis.indexOf(fullest),
        eni(fullest.deviceIndex(), fullest.free() - 1, fullest.leased() + 1, fullest.cooling()));
    return true;
  }

  EniState find(EniId id) {
    return enis.stream().filter(eni -> eni.id().equals(id)).findFirst().orElseThrow();
  }

  private void addFree(EniId id, int count) {
    for (int i = 0; i < enis.size(); i++) {
      EniState eni = enis.get(i);
      if (eni.id().equals(id)) {
        enis.set(i, eni(eni.deviceIndex(), eni.free() + count, eni.leased(), eni.cooling()));
        return;
      }
    }
    throw new AssertionError("a plan names " + id + ", which is not there");
  }

  private int unusedDevice() {
    int device = 0;
    while (true) {
      int candidate = device;
      if (enis.stream().noneMatch(eni -> eni.deviceIndex() == candidate)) {
        return device;
      }
      device++;
    }
  }
}
