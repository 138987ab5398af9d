package io.berth.ipam.plan;

import java.util.ArrayList;
import java.util.List;

/// Decides what to do at EC2: a function of its input, without state, clock or randomness.
///
/// Formulas, with T the addresses held or on their way, avail those of them that are free once the
/// waiting pods are served, F the wholly free prefixes, W, M, t the targets, L the slots of an ENI,
/// X = 16·t, or 1 for t = 0:
///
/// | | address targets set | singles otherwise | prefixes otherwise |
/// |---|---|---|---|
/// | missing | max(W − avail, M − T, 0) | max(L·t − avail, 0); 1 − avail for t = 0 | if avail < X: max(X − avail, 16·(t − F)) |
/// | too many | min(avail − W, T − M), at least 0 | unused ENIs while avail ≥ (t + 1)·L; L + 1 for t = 0 | min((avail − X) / 16, F − t) prefixes |
///
/// What is missing is rounded up to whole prefixes, what is too many down to wholly free ones.
///
/// They are those of the Amazon VPC CNI v1.23.1 (`pkg/ipamd/ipamd.go`), with these differences:
/// cooling addresses are not free; waiting pods count as demand; the whole need goes into one plan,
/// on several ENIs at once; calls in flight count, so that no limit is passed while they run, but
/// nothing is given back on account of them; an ENI is only removed if what remains still meets the
/// targets; a prefix goes back only if no pod could miss it.
public final class Planner {

  /// An ENI younger than this is not removed: EC2 and its metadata may still disagree about it, and
  /// whatever asked for it may ask again. The incumbent's value.
  public static final long MIN_ENI_AGE_MILLIS = 60_000;

  private Planner() {}

  /// The actions for this moment, and what stands in the way of more.
  public static Plan plan(PlanInput input) {
    if (!input.growthAllowed()) {
      Blocked blocked = Need.isMetByBoth(input) ? null : new Blocked.ProvisioningDisabled();
      return new Plan(List.of(), blocked, false);
    }
    List<PlanAction> actions = new ArrayList<>(Draining.plan(input));
    Growth.Result growth = Growth.plan(input);
    boolean surplus = false;
    if (growth.actions().isEmpty()) {
      List<PlanAction> tooMuch = Shrinking.plan(input);
      surplus = !tooMuch.isEmpty();
      if (input.mayGiveBack()) {
        actions.addAll(tooMuch);
      }
    } else {
      actions.addAll(growth.actions());
    }
    return new Plan(actions, growth.blocked(), surplus);
  }

  /// How many addresses the targets call for now, in all states: what the node should hold. No
  /// limit of EC2's is passed; cooling addresses come on top of what the targets ask for, and so do
  /// those that pods have on draining ENIs or of the other kind.
  public static int desiredTotal(PlanInput input) {
    WarmTargets targets = input.targets();
    Usage usage = Usage.of(input);
    Supply supply = Supply.of(input, input.kind());
    int slotsPerEni = input.limits().secondariesPerEni();
    int size = input.kind().addresses();
    int step = targets.countsEnis(input.kind()) ? slotsPerEni : size;
    if (slotsPerEni == 0) {
      return 0;
    }
    int elsewhere = usage.leased() + usage.cooling() - supply.leased() - supply.cooling();
    int demand = supply.leased() + supply.cooling() + input.waiting();
    int wanted =
        targets.countsAddresses()
            ? Math.max(demand + targets.warmIpTarget(), targets.minimumIpTarget())
            : demand + Need.warmAvailable(input);
    int possible = Math.max(maxManagedEnis(input), 0) * slotsPerEni * size;
    // The least first: without a limit of pods there would be more than an int holds.
    int pods = Math.min(targets.maxPods(), possible);
    int useful = Math.max(pods + usage.cooling() - elsewhere, supply.leased());
    int held = Math.min(roundUp(wanted, step), roundUp(useful, size));
    return Math.min(held + elsewhere, possible);
  }

  private static int roundUp(int number, int step) {
    return Math.ceilDiv(number, step) * step;
  }

  /// ENIs that may be here on the default card: the type's limit, or `MAX_ENI` if that is less.
  public static int maxEnis(int instanceLimit, WarmTargets targets) {
    return targets.maxEni() == 0 ? instanceLimit : Math.min(instanceLimit, targets.maxEni());
  }

  /// As [#maxEnis], without those that are not Berth's; may be negative.
  static int maxManagedEnis(PlanInput input) {
    return maxEnis(input.limits().maxEnis(), input.targets()) - input.unmanagedEnis();
  }

  /// ENIs that may still be created.
  static int enisLeft(PlanInput input) {
    return Math.max(maxManagedEnis(input) - input.enis().size() - input.enisBeingCreated(), 0);
  }
}
