package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds addresses: first where there is room on attached ENIs, which is one call, then with new
/// ENIs. Lower device indexes come first, so that the higher ones can drain and go. The whole need
/// goes into one plan.
///
/// Where no prefix can be had, single addresses stand in for what is needed at once. Where slots
/// are taken by free addresses of the kind that the node no longer grows in, these make room.
final class Growth {

  private final PlanInput input;
  private final AddressKind kind;
  private final int slotsPerEni;
  private final boolean wholeEnis;
  private final List<PlanAction> actions = new ArrayList<>();

  /// ENIs that may still be created.
  private int enisLeft;

  /// Slots that some call may fill, now or soon.
  private int room;

  /// Addresses found, or expected from room that a call in flight or a hold keeps for a while.
  private int found;

  /// Why room that counts as found cannot be used yet.
  private @Nullable Hold waitedFor;

  /// Why room does not count.
  private @Nullable Hold subnetHold;

  /// Why single addresses cannot stand in.
  private @Nullable Hold standInHold;

  private Growth(PlanInput input) {
    this.input = input;
    this.kind = input.kind();
    this.slotsPerEni = input.limits().secondariesPerEni();
    this.wholeEnis = input.targets().countsEnis(kind);
    this.enisLeft = Planner.enisLeft(input);
  }

  /// @param blocked what keeps the need from being met, or makes another kind stand in
  record Result(List<PlanAction> actions, @Nullable Blocked blocked) {}

  static Result plan(PlanInput input) {
    Need need = Need.ofKind(input);
    return need.wanted() == 0 ? new Result(List.of(), null) : new Growth(input).plan(need);
  }

  private Result plan(Need need) {
    Need ofBoth = Need.ofBoth(input);
    for (EniState eni : input.enis()) {
      room += eni.roomSoon(slotsPerEni);
      fill(eni, need.allowed() - found);
      makeRoom(eni, need.allowed() - found);
    }
    room += enisLeft * slotsPerEni;
    // A single address for a pod that waits comes sooner than a new ENI.
    int atOnce = Math.clamp(ofBoth.urgent() - found, 0, roomForStandIns());
    Hold createHold = enisLeft > 0 ? input.createHold(kind) : null;
    if (createHold == null) {
      create(kind, need.allowed() - found - atOnce);
    }
    Hold kindHold = subnetHold != null ? subnetHold : createHold;
    int missingOfKind = need.allowed() - found - atOnce;
    int capped = need.wanted() - need.allowed();
    fillWithSingles(Math.max(atOnce, ofBoth.allowed() - found));
    if (standsIn(createHold)) {
      if (input.createSinglesHold() == null) {
        create(AddressKind.SINGLE, ofBoth.allowed() - found);
      } else if (standInHold == null) {
        standInHold = input.createSinglesHold();
      }
    }
    int missing = ofBoth.allowed() - found;
    if (standInHold == null && !standsIn(createHold)) {
      standInHold = createHold;
    }
    return new Result(actions, obstacle(kindHold, missingOfKind, missing, capped));
  }

  private void fill(EniState eni, int addresses) {
    int slots = eni.roomSoon(slotsPerEni);
    if (slots == 0 || addresses <= 0) {
      return;
    }
    Hold hold = eni.hold(kind);
    if (hold != null && (hold.isOfTheSubnet() || standsIn(hold))) {
      subnetHold = hold;
      return;
    }
    int portions = wholeEnis ? slots : Math.min(slots, portions(kind, addresses));
    found += portions * kind.addresses();
    if (hold != null) {
      waitedFor = hold;
    } else if (!eni.busy()) {
      // The room of a busy one comes back sooner than a new ENI could be here.
      actions.add(new PlanAction.Assign(eni.id(), kind, portions));
    }
  }

  /// Gives free portions of the other kind back where they keep the node's kind out. While a pod
  /// waits, none: it may take one of their addresses.
  private void makeRoom(EniState eni, int addresses) {
    AddressKind other = input.otherKind();
    int portions = Math.min(eni.counts(other).wholeFree(), portions(kind, addresses));
    if (portions <= 0
        || input.waiting() > 0
        || eni.draining()
        || eni.busy()
        || eni.hold(kind) != null) {
      return;
    }
    found += portions * kind.addresses();
    if (eni.roomSoon(slotsPerEni) == 0 && !eni.isAssigning() && !eni.isRetiring()) {
      actions.add(new PlanAction.Unassign(eni.id(), other, portions));
    }
  }

  private void create(AddressKind ofKind, int addresses) {
    int left = addresses;
    while (left > 0 && enisLeft > 0 && slotsPerEni > 0) {
      int portions = wholeEnis ? slotsPerEni : Math.min(slotsPerEni, portions(ofKind, left));
      actions.add(new PlanAction.CreateEni(ofKind, portions));
      left -= portions * ofKind.addresses();
      found += portions * ofKind.addresses();
      enisLeft--;
    }
  }

  private int roomForStandIns() {
    return input.enis().stream()
        .filter(eni -> takesStandIns(eni) && !eni.busy() && eni.singlesHold() == null)
        .mapToInt(eni -> eni.roomSoon(slotsPerEni))
        .sum();
  }

  private boolean takesStandIns(EniState eni) {
    return standsIn(eni.prefixesHold());
  }

  /// Whether single addresses are had instead, because of what holds prefixes.
  private boolean standsIn(@Nullable Hold hold) {
    return kind == AddressKind.PREFIX && hold != null && hold.letsSinglesStandIn();
  }

  private void fillWithSingles(int addresses) {
    int left = addresses;
    for (EniState eni : input.enis()) {
      int slots = eni.roomSoon(slotsPerEni);
      if (slots == 0 || left <= 0 || !takesStandIns(eni)) {
        continue;
      }
      Hold hold = eni.singlesHold();
      if (hold != null) {
        standInHold = hold;
        if (hold.isOfTheSubnet()) {
          continue;
        }
      }
      int portions = Math.min(slots, left);
      left -= portions;
      found += portions;
      if (hold == null && !eni.busy()) {
        actions.add(new PlanAction.Assign(eni.id(), AddressKind.SINGLE, portions));
      }
    }
  }

  /// @param kindHold why the node's kind cannot be had where there would be room
  /// @param missingOfKind addresses of the node's kind that were not found
  /// @param missing addresses that were not found even with single ones standing in
  /// @param capped addresses that were not looked for
  private @Nullable Blocked obstacle(
      @Nullable Hold kindHold, int missingOfKind, int missing, int capped) {
    boolean standingIn = standsIn(kindHold);
    if (!standingIn && Need.isMetByBoth(input)) {
      return null;
    }
    if (waitedFor != null) {
      return onHold(waitedFor);
    }
    if (missingOfKind > 0) {
      return onHold(standingIn && missing > 0 ? standInHold : kindHold);
    }
    if (missingOfKind + capped > 0) {
      return room == 0 ? Limits.reached(input) : Limits.cap(input);
    }
    return null;
  }

  private Blocked onHold(@Nullable Hold hold) {
    return hold == null
        ? Limits.reached(input)
        : new Blocked.OnHold(hold, Math.max(hold.untilMillis() - input.nowMillis(), 0));
  }

  private static int portions(AddressKind ofKind, int addresses) {
    return Math.ceilDiv(addresses, ofKind.addresses());
  }
}
