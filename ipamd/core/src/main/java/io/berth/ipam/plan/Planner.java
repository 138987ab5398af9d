package io.berth.ipam.plan;

/// Decides what to do at EC2: a function of its input, without state, clock or randomness.
///
/// Formulas, with T the addresses held or on their way, avail those of them that are free once the
/// waiting pods are served, W, M, t the targets, L the pod addresses of an ENI:
///
/// | | address targets set | otherwise |
/// |---|---|---|
/// | missing | max(W − avail, M − T, 0) | max(L·t − avail, 0); 1 − avail for t = 0 |
/// | too many | min(avail − W, T − M), at least 0 | unused ENIs while avail ≥ (t + 1)·L; L + 1 for t = 0 |
///
/// They are those of the Amazon VPC CNI v1.23.1 (`pkg/ipamd/ipamd.go`), with these differences:
/// cooling addresses are not free; waiting pods count as demand; the whole need goes into one plan,
/// on several ENIs at once; calls in flight count, so that no limit is passed while they run; an
/// ENI is only removed if what remains still meets the targets.
public final class Planner {

  /// An ENI younger than this is not removed: EC2 and its metadata may still disagree about it, and
  /// whatever asked for it may ask again. The incumbent's value.
  public static final long MIN_ENI_AGE_MILLIS = 60_000;

  private Planner() {}

  /// The actions for this moment, and what stands in the way of more.
  public static Plan plan(PlanInput input) {
    Need need = Need.of(input);
    return need.isEmpty() ? Shrinking.plan(input) : Growth.plan(input, need);
  }

  /// How many addresses the targets call for now, in all states: what the node should hold. No
  /// limit of EC2's is passed; cooling addresses come on top of what the targets ask for.
  public static int desiredTotal(PlanInput input) {
    WarmTargets targets = input.targets();
    Usage usage = Usage.of(input);
    int perEni = input.limits().secondariesPerEni();
    int demand = usage.leased() + usage.cooling() + input.waiting();
    int wanted;
    if (targets.countsAddresses()) {
      wanted = Math.max(demand + targets.warmIpTarget(), targets.minimumIpTarget());
    } else {
      int warm = Math.max(perEni * targets.warmEniTarget(), 1);
      wanted = perEni == 0 ? 0 : (demand + warm + perEni - 1) / perEni * perEni;
    }
    int useful = Math.max(targets.maxPods() + usage.cooling(), usage.leased());
    int possible = Math.max(maxManagedEnis(input), 0) * perEni;
    return Math.min(Math.min(wanted, useful), possible);
  }

  /// ENIs that may be here on the default card: the type's limit, or `MAX_ENI` if that is less.
  public static int maxEnis(int instanceLimit, WarmTargets targets) {
    return targets.maxEni() == 0 ? instanceLimit : Math.min(instanceLimit, targets.maxEni());
  }

  /// As [#maxEnis], without those that are not Berth's; may be negative.
  static int maxManagedEnis(PlanInput input) {
    return maxEnis(input.limits().maxEnis(), input.targets()) - input.unmanagedEnis();
  }
}
