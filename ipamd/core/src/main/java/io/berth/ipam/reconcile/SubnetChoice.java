package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.SubnetSeen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses the subnet of each new ENI, from what EC2 told last of the subnets in the node's zone.
/// Without discovery, and while EC2 does not tell, that is the primary ENI's. Owned by the control
/// thread.
///
/// A subnet that lacks what is asked for is left alone until its back-off ends, and the next one is
/// tried at once; nothing can be created only when all are left alone. ENIs in a subnet that is
/// excluded begin to drain, and end when it is so no longer.
final class SubnetChoice {

  /// Between two looks while nothing is suspicious: tags change by hand, and the order by free
  /// addresses need not be exact. Drawn from the second half of it.
  private static final long LOOK_MILLIS = 1_800_000;

  /// Between two looks while a subnet is full or none may be used: free addresses are not where
  /// they were, or a person is about to tag one. A fleet in one subnet finds it full together.
  private static final long SHORTEST_LOOK_MILLIS = 300_000;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final EniTable enis;
  private final Growth growth;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Set<EniId> drained = new HashSet<>();
  private List<SubnetSeen> seen = List.of();
  private boolean answered;
  private boolean running;
  private long lookedMillis = Long.MIN_VALUE;
  private long dueMillis = Long.MIN_VALUE;

  SubnetChoice(
      NodeParts parts,
      ControlSettings settings,
      Calls calls,
      EniTable enis,
      Growth growth,
      RandomGenerator random) {
    this.parts = parts;
    this.settings = settings;
    this.calls = calls;
    this.enis = enis;
    this.growth = growth;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  private boolean isOn() {
    return settings.cluster().discoversSubnets() && settings.provisioning();
  }

  /// Whether EC2 has said, or failed to say, which subnets there are; an ENI that is created before
  /// may lie in one that is excluded.
  boolean isReady() {
    return !isOn() || answered || backoff.last() != null;
  }

  /// Looks when it is due, and drains what has to be.
  void runIfDue(long nowMillis) {
    if (!isOn()) {
      return;
    }
    drainExcluded();
    if (answered && isShort(nowMillis)) {
      dueMillis = Math.min(dueMillis, lookedMillis + SHORTEST_LOOK_MILLIS);
    }
    boolean held =
        running
            || nowMillis < dueMillis
            || backoff.blocks(nowMillis)
            || !calls.mayBegin(CloudAction.DESCRIBE, priority(), nowMillis);
    if (!held) {
      running = true;
      calls.submit(
          new CloudRequest.DescribeSubnets(
              parts.identity().vpc(), parts.identity().availabilityZone()),
          priority(),
          outcome -> described(nowMillis, outcome));
    }
  }

  /// The first look decides where the first ENI goes.
  private CallPriority priority() {
    return answered ? CallPriority.AUDITING : CallPriority.WAITING;
  }

  private void described(long startedMillis, CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    running = false;
    switch (outcome) {
      case CloudOutcome.Subnets(List<SubnetSeen> subnets) -> {
        backoff.succeeded();
        answered = true;
        seen = subnets;
        lookedMillis = startedMillis;
        dueMillis = now + LOOK_MILLIS / 2 + random.nextLong(LOOK_MILLIS / 2);
        drainExcluded();
      }
      case CloudOutcome.Failed failed -> backoff.failed(failed.failure(), now);
      default -> throw new IllegalStateException("DescribeSubnets answered " + outcome);
    }
  }

  /// Whether a subnet is full, or none may be used.
  private boolean isShort(long nowMillis) {
    List<SubnetId> usable = usable();
    return usable.isEmpty()
        || usable.stream()
            .map(subnet -> growth.createHold(subnet, settings.kind(), nowMillis))
            .anyMatch(hold -> hold != null && hold.isOfTheSubnet());
  }

  /// When the next look is due, or [Long#MAX_VALUE].
  long nextMillis() {
    return !isOn() || running ? Long.MAX_VALUE : Math.max(dueMillis, backoff.untilMillis());
  }

  /// Each ENI is drained and undrained once, so that a person's word on it stands.
  private void drainExcluded() {
    Set<SubnetId> excluded = new HashSet<>();
    seen.stream().filter(Subnets::isExcluded).map(SubnetSeen::id).forEach(excluded::add);
    if (excluded.isEmpty() && drained.isEmpty()) {
      return;
    }
    drained.removeIf(eni -> enis.find(eni) == null);
    for (EniRecord record : enis.records()) {
      EniId eni = record.eni.id();
      boolean drains = excluded.contains(record.eni.subnet());
      if (drains == drained.contains(eni) || !record.eni.managed() || record.removing) {
        continue;
      }
      if (drains) {
        drained.add(eni);
      } else {
        drained.remove(eni);
      }
      enis.drain(eni, drains);
    }
  }

  /// The subnets in which an ENI may be created, the best first.
  List<SubnetId> usable() {
    SubnetId primary = parts.identity().subnet();
    if (!answered) {
      return List.of(primary);
    }
    List<SubnetId> usable = new ArrayList<>();
    Subnets.usable(seen, primary, settings.cluster().name())
        .forEach(subnet -> usable.add(subnet.id()));
    if (seen.stream().noneMatch(subnet -> subnet.id().equals(primary))) {
      // One that another account shares may not be listed.
      usable.add(primary);
    }
    return usable;
  }

  /// Where the next ENI goes, or `null` when none can be created now.
  @Nullable SubnetId pick(AddressKind kind, long nowMillis) {
    if (!isReady()) {
      return null;
    }
    for (SubnetId subnet : usable()) {
      if (growth.createHold(subnet, kind, nowMillis) == null) {
        return subnet;
      }
    }
    return null;
  }

  /// Why no ENI can be created in any subnet, or `null` when one can; the hold that ends first.
  @Nullable Hold createHold(AddressKind kind, long nowMillis) {
    Hold first = null;
    for (SubnetId subnet : usable()) {
      Hold hold = growth.createHold(subnet, kind, nowMillis);
      if (hold == null) {
        return null;
      }
      if (first == null || hold.untilMillis() < first.untilMillis()) {
        first = hold;
      }
    }
    return first == null ? noSubnet() : first;
  }

  /// What is known of the space in each subnet that may be used.
  List<SubnetSpace> spaces(PrefixSpace prefixSpace, long nowMillis) {
    List<SubnetSpace> spaces = new ArrayList<>();
    for (SubnetId id : usable()) {
      Hold hold = growth.createHold(id, AddressKind.PREFIX, nowMillis);
      CloudOutcome.Reservations reserved = prefixSpace.of(id);
      spaces.add(
          new SubnetSpace(
              id,
              seen.stream()
                  .filter(subnet -> subnet.id().equals(id))
                  .mapToInt(SubnetSeen::freeAddresses)
                  .findFirst(),
              addresses(reserved.forPrefixes()),
              addresses(reserved.explicit()),
              hold != null && hold.reason() == Hold.Reason.NO_PREFIX));
    }
    return spaces;
  }

  private static long addresses(List<Cidr> blocks) {
    return blocks.stream().mapToLong(Cidr::size).sum();
  }

  private Hold noSubnet() {
    return new Hold(
        Hold.Reason.NO_SUBNET,
        Math.max(dueMillis, backoff.untilMillis()),
        "none of "
            + seen.size()
            + " in "
            + parts.identity().availabilityZone()
            + " of "
            + parts.identity().vpc());
  }
}
