package io.berth.ipam.plan;

/// Names the limit that keeps a node from more addresses.
final class Limits {

  private Limits() {}

  /// Every slot is taken.
  static Blocked reached(PlanInput input) {
    int maxEni = input.targets().maxEni();
    Usage usage = Usage.of(input);
    return maxEni != 0 && maxEni < input.limits().maxEnis()
        ? new Blocked.MaxEniReached(
            maxEni, input.limits(), input.unmanagedEnis(), input.kind(), usage)
        : new Blocked.AllSlotsInUse(input.limits(), input.unmanagedEnis(), input.kind(), usage);
  }

  /// There is room, but nothing that needs it.
  static Blocked cap(PlanInput input) {
    Need need = Need.ofKind(input);
    Supply supply = Supply.of(input, input.kind());
    Usage usage = Usage.of(input);
    return Need.headroom(input, supply) <= need.allowed()
        ? new Blocked.MaxPodsReached(input.targets().maxPods(), usage)
        : new Blocked.NodeUnschedulable();
  }
}
