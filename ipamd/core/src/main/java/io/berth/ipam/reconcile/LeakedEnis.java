package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniAvailable;
import io.berth.ipam.port.EniType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Deletes ENIs that were created for pods and left behind: this instance's own, which a crash left
/// unattached, and, where the cluster has a name, those of its instances that exist no longer.
/// Never another cluster's, and never one whose instance exists and is another: that has a daemon
/// of its own. Owned by the control thread.
///
/// An ENI is old enough when this node has seen it available in two looks that began some minutes
/// apart; what tags say of its age is not believed. EC2 refuses to delete one that is attached, so
/// a mistake in between cannot take an address from a pod.
///
/// Nodes do not know of each other, so all would clean the same ones. The second look of each comes
/// after a wait of its own, and in a fleet of known size only a few nodes look beyond their own
/// ENIs each time: whoever comes first deletes, the others find nothing.
final class LeakedEnis {

  /// Between two looks while nothing is left behind; drawn from its second half. The incumbent's.
  static final long LOOK_MILLIS = 3_600_000;

  /// An ENI that is being attached is available for seconds; the incumbent's five minutes.
  static final long AGE_MILLIS = 300_000;

  /// The second look comes at most so much later than it could.
  static final long SPREAD_MILLIS = 600_000;

  /// ENIs deleted between two looks, so that a mass of leaks does not take the account's calls.
  static final int MAX_DELETIONS = 10;

  /// ENIs of a look that are remembered for the next; bounds memory and the instances asked for.
  private static final int MAX_CANDIDATES = CloudRequest.DescribeInstances.MAX_INSTANCES;

  /// Nodes of a fleet that look beyond their own ENIs each time, on average; with three the chance
  /// that none does is one in twenty.
  private static final int CLEANERS = 3;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final Growth growth;
  private final RandomGenerator random;
  private final Backoff backoff;

  /// When each was seen available first.
  private final Map<EniId, Long> firstSeenMillis = new HashMap<>();

  private boolean running;
  private long dueMillis = Long.MIN_VALUE;

  LeakedEnis(
      NodeParts parts,
      ControlSettings settings,
      Calls calls,
      Growth growth,
      RandomGenerator random) {
    this.parts = parts;
    this.settings = settings;
    this.calls = calls;
    this.growth = growth;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  private boolean isOn() {
    return settings.cluster().cleansLeakedEnis() && settings.provisioning();
  }

  void runIfDue(long nowMillis) {
    if (!isOn()
        || running
        || nowMillis < dueMillis
        || backoff.blocks(nowMillis)
        || !calls.mayBegin(CloudAction.DESCRIBE, CallPriority.AUDITING, nowMillis)) {
      return;
    }
    running = true;
    calls.submit(
        new CloudRequest.DescribeAvailable(parts.identity().vpc(), wantedTags()),
        CallPriority.AUDITING,
        outcome -> listed(nowMillis, outcome));
  }

  /// When the next look is due, or [Long#MAX_VALUE].
  long nextMillis() {
    return !isOn() || running ? Long.MAX_VALUE : Math.max(dueMillis, backoff.untilMillis());
  }

  /// Own ENIs, or the cluster's when it is this node's turn; a second look is for what the first
  /// has seen.
  private SortedMap<String, String> wantedTags() {
    SortedMap<String, String> tags = new TreeMap<>();
    boolean wide =
        !firstSeenMillis.isEmpty()
            || settings.fleetSize() <= CLEANERS
            || random.nextInt(settings.fleetSize()) < CLEANERS;
    if (settings.cluster().isNamed() && wide) {
      tags.put(EniTags.CLUSTER, settings.cluster().name());
    } else {
      tags.put(EniTags.INSTANCE, parts.identity().instance().value());
    }
    return tags;
  }

  private void listed(long startedMillis, CloudOutcome outcome) {
    switch (outcome) {
      case CloudOutcome.AvailableEnis(List<EniAvailable> enis) -> {
        backoff.succeeded();
        judge(enis, startedMillis);
      }
      case CloudOutcome.Failed failed -> failed(failed.failure());
      default -> throw new IllegalStateException("DescribeAvailable answered " + outcome);
    }
  }

  private void judge(List<EniAvailable> listed, long startedMillis) {
    Map<EniId, InstanceId> owners = new HashMap<>();
    for (EniAvailable eni : listed) {
      InstanceId owner = ownerIfOurs(eni, settings.cluster(), parts.identity().instance());
      if (owner != null && !growth.isCreating(eni.eni()) && owners.size() < MAX_CANDIDATES) {
        owners.put(eni.eni(), owner);
      }
    }
    firstSeenMillis.keySet().retainAll(owners.keySet());
    owners.keySet().forEach(eni -> firstSeenMillis.putIfAbsent(eni, startedMillis));
    List<EniId> old =
        new ArrayList<>(
            owners.keySet().stream()
                .filter(eni ->
                    firstSeenMillis.getOrDefault(eni, startedMillis) <= startedMillis - AGE_MILLIS)
                .sorted()
                .toList());
    shuffle(old);
    List<EniId> chosen = old.subList(0, Math.min(old.size(), MAX_DELETIONS));
    TreeSet<InstanceId> others = new TreeSet<>();
    chosen.forEach(eni -> others.add(owners.get(eni)));
    others.remove(parts.identity().instance());
    if (others.isEmpty()) {
      delete(chosen);
    } else {
      calls.submit(
          new CloudRequest.DescribeInstances(List.copyOf(others)),
          CallPriority.AUDITING,
          outcome -> ownersKnown(chosen, owners, outcome));
    }
  }

  /// In an order of this node's own, so that two nodes that clean at once do not do the same.
  private void shuffle(List<EniId> enis) {
    for (int i = enis.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      EniId moved = enis.get(i);
      enis.set(i, enis.get(j));
      enis.set(j, moved);
    }
  }

  /// The instance that an ENI was created by, if it was created for pods and may be cleaned up from
  /// here; otherwise `null`. The EC2 filter has said most of it already; nothing is deleted on the
  /// word of a filter.
  static @Nullable InstanceId ownerIfOurs(
      EniAvailable eni, ClusterSettings cluster, InstanceId self) {
    String owner = eni.tags().getOrDefault(EniTags.INSTANCE, "");
    boolean forPods =
        eni.type() == EniType.ORDINARY && eni.description().startsWith(EniTags.DESCRIPTION);
    boolean ours =
        cluster.isNamed()
            ? cluster.name().equals(eni.tags().get(EniTags.CLUSTER))
            : owner.equals(self.value());
    return owner.isEmpty() || !forPods || !ours ? null : new InstanceId(owner);
  }

  private void ownersKnown(
      List<EniId> chosen, Map<EniId, InstanceId> owners, CloudOutcome outcome) {
    switch (outcome) {
      case CloudOutcome.Instances(Set<InstanceId> existing) -> {
        // DescribeInstances was not asked about this one.
        firstSeenMillis.keySet().removeIf(eni -> existing.contains(owners.get(eni)));
        delete(chosen.stream().filter(firstSeenMillis::containsKey).toList());
      }
      case CloudOutcome.Failed failed -> failed(failed.failure());
      default -> throw new IllegalStateException("DescribeInstances answered " + outcome);
    }
  }

  private void delete(List<EniId> enis) {
    long now = parts.clock().bootMillis();
    for (EniId eni : enis) {
      calls.submit(
          new CloudRequest.DeleteEni(eni), CallPriority.AUDITING, outcome -> deleted(eni, outcome));
    }
    running = false;
    dueMillis =
        now
            + (firstSeenMillis.isEmpty()
                ? LOOK_MILLIS / 2 + random.nextLong(LOOK_MILLIS / 2)
                : AGE_MILLIS + random.nextLong(SPREAD_MILLIS));
  }

  private void deleted(EniId eni, CloudOutcome outcome) {
    if (outcome instanceof CloudOutcome.Failed(CloudFailure failure)
        && failure.kind() != CloudFailure.Kind.NOT_FOUND) {
      backoff.failed(failure, parts.clock().bootMillis());
    } else {
      firstSeenMillis.remove(eni);
    }
  }

  private void failed(CloudFailure failure) {
    running = false;
    backoff.failed(failure, parts.clock().bootMillis());
  }

  /// What keeps ENIs from being cleaned up; empty when nothing does.
  List<String> problems() {
    CloudFailure failure = backoff.last();
    return failure == null
        ? List.of()
        : List.of("ENIs that were left behind are not deleted: " + failure.sentence());
  }
}
