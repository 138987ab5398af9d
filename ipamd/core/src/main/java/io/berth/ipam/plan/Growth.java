package io.berth.ipam.plan;

import java.util.ArrayList;
import java.util.List;

/// Adds addresses: first where there is room on attached ENIs, which is one call, then with new
/// ENIs. Lower device indexes come first, so that the higher ones can drain and go.
final class Growth {

  private Growth() {}

  static Plan plan(PlanInput input, Need need) {
    boolean wholeEnis = !input.targets().countsAddresses();
    int perEni = input.limits().secondariesPerEni();
    int open = need.allowed();
    int heldBack = 0;
    int freeSlots = 0;
    List<PlanAction> actions = new ArrayList<>();
    for (EniState eni : input.enis()) {
      int room = eni.roomSoon(perEni);
      freeSlots += room;
      if (room == 0 || open <= 0) {
        continue;
      }
      int count = wholeEnis ? room : Math.min(room, open);
      open -= count;
      if (eni.busy() || input.assignHold() != null) {
        // Its room comes back sooner than a new ENI could be here.
        heldBack += count;
      } else {
        actions.add(new PlanAction.AssignAddresses(eni.id(), count));
      }
    }
    int enis = Planner.maxManagedEnis(input) - input.enis().size() - input.enisBeingCreated();
    freeSlots += Math.max(enis, 0) * perEni;
    boolean mayCreate = input.createHold() == null && perEni > 0;
    while (mayCreate && open > 0 && enis > 0) {
      int count = wholeEnis ? perEni : Math.min(perEni, open);
      actions.add(new PlanAction.CreateEni(count));
      open -= count;
      enis--;
    }
    boolean capped = need.wanted() > need.allowed() - open;
    Blocked blocked = null;
    if (heldBack > 0 && input.assignHold() != null) {
      blocked = onHold(input.assignHold(), input);
    } else if (open > 0 && enis > 0 && input.createHold() != null) {
      blocked = onHold(input.createHold(), input);
    } else if (open > 0 || (capped && freeSlots == 0)) {
      blocked = limit(input);
    } else if (capped) {
      blocked = cap(input, need);
    }
    return new Plan(actions, blocked);
  }

  private static Blocked cap(PlanInput input, Need need) {
    Usage usage = Usage.of(input);
    int maxPods = input.targets().maxPods();
    return usage.total() + need.allowed() >= maxPods
        ? new Blocked.MaxPodsReached(maxPods, usage.total(), usage)
        : new Blocked.NodeUnschedulable();
  }

  private static Blocked limit(PlanInput input) {
    int maxEni = input.targets().maxEni();
    Usage usage = Usage.of(input);
    return maxEni != 0 && maxEni < input.limits().maxEnis()
        ? new Blocked.MaxEniReached(maxEni, input.limits(), input.unmanagedEnis(), usage)
        : new Blocked.AllSlotsInUse(input.limits(), input.unmanagedEnis(), usage);
  }

  private static Blocked onHold(Hold hold, PlanInput input) {
    return new Blocked.OnHold(hold, Math.max(hold.untilMillis() - input.nowMillis(), 0));
  }
}
