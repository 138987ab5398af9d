package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives a surplus back: whole unused ENIs first, then free portions of the ENIs with the fewest
/// pods, which so come closer to being unused. Nothing that a call in flight may bring counts,
/// because the call may fail.
///
/// What the node has of the kind that it does not grow in is surplus as soon as the other kind is
/// enough alone; until then only what is above the target.
final class Shrinking {

  private static final Comparator<EniState> BY_DEVICE_DESCENDING =
      Comparator.comparingInt(EniState::deviceIndex).reversed();

  private static final Comparator<EniState> MOST_FREE_FIRST =
      Comparator.comparingInt(EniState::free).reversed().thenComparing(BY_DEVICE_DESCENDING);

  private static final Comparator<EniState> EMPTIEST_FIRST =
      Comparator.comparingInt(EniState::leasedOrCooling).thenComparing(BY_DEVICE_DESCENDING);

  private final PlanInput input;
  private final AddressKind kind;
  private final AddressKind other;
  private final boolean wholeEnis;
  private final List<PlanAction> actions = new ArrayList<>();
  private final Set<EniState> touched = new HashSet<>();

  private final boolean met;

  /// Portions of the node's kind too many.
  private int surplus;

  /// Portions of the other kind too many.
  private int otherSurplus;

  private Shrinking(PlanInput input) {
    this.input = input;
    this.kind = input.kind();
    this.other = input.otherKind();
    this.wholeEnis = input.targets().countsEnis(kind);
    this.met = Need.isMetByKind(input);
    if (met) {
      surplus = Surplus.ofKind(input);
      otherSurplus = Integer.MAX_VALUE;
    } else {
      otherSurplus = Surplus.ofOther(input);
    }
  }

  /// What would be given back now. Pods that wait are about to take what is free, so that nothing
  /// is while one does.
  static List<PlanAction> plan(PlanInput input) {
    return input.waiting() > 0 ? List.of() : new Shrinking(input).plan();
  }

  private List<PlanAction> plan() {
    if (met) {
      sorted(MOST_FREE_FIRST).forEach(this::remove);
    }
    sorted(EMPTIEST_FIRST).forEach(this::unassign);
    return actions;
  }

  private List<EniState> sorted(Comparator<EniState> order) {
    return input.enis().stream().filter(eni -> !eni.draining()).sorted(order).toList();
  }

  private void remove(EniState eni) {
    int portions = eni.counts(kind).wholeFree();
    if (eni.canGo() && isTooMuch(portions)) {
      actions.add(new PlanAction.RemoveEni(eni.id()));
      touched.add(eni);
      surplus -= portions;
    }
  }

  /// Where whole ENIs are counted, a whole one lies between growing, which stops at less than the
  /// target, and removing.
  private boolean isTooMuch(int portions) {
    return wholeEnis
        ? portions == 0 || surplus >= input.limits().secondariesPerEni()
        : portions <= surplus;
  }

  private void unassign(EniState eni) {
    if (touched.contains(eni) || eni.busy() || eni.isAssigning() || eni.isRetiring()) {
      return;
    }
    int otherPortions = Math.min(eni.counts(other).wholeFree(), otherSurplus);
    int portions = wholeEnis ? 0 : Math.min(eni.counts(kind).wholeFree(), surplus);
    if (otherPortions > 0) {
      actions.add(new PlanAction.Unassign(eni.id(), other, otherPortions));
      otherSurplus -= otherPortions;
    } else if (portions > 0) {
      actions.add(new PlanAction.Unassign(eni.id(), kind, portions));
      surplus -= portions;
    }
  }
}
