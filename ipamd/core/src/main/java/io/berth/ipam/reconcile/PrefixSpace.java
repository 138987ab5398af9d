package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What parts of the node's subnets are reserved, asked for once per subnet while the node grows in
/// prefixes. EC2 tells how many addresses of a subnet are free, but not how many aligned blocks are
/// among them; a CIDR reservation of type `prefix` keeps blocks whole. Owned by the control thread.
final class PrefixSpace {

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final Backoff backoff;
  private final Map<SubnetId, CloudOutcome.Reservations> known = new HashMap<>();
  private boolean running;

  PrefixSpace(NodeParts parts, ControlSettings settings, Calls calls, RandomGenerator random) {
    this.parts = parts;
    this.settings = settings;
    this.calls = calls;
    this.backoff = new Backoff(random);
  }

  /// Asks about one subnet at a time.
  ///
  /// @param subnets in which ENIs lie or may be created
  void runIfDue(List<SubnetId> subnets, long nowMillis) {
    if (settings.kind() != AddressKind.PREFIX
        || !settings.provisioning()
        || running
        || backoff.blocks(nowMillis)) {
      return;
    }
    for (SubnetId subnet : subnets) {
      if (!known.containsKey(subnet)) {
        if (calls.mayBegin(CloudAction.DESCRIBE, CallPriority.AUDITING, nowMillis)) {
          running = true;
          calls.submit(
              new CloudRequest.DescribeReservations(subnet),
              CallPriority.AUDITING,
              outcome -> described(subnet, outcome));
        }
        return;
      }
    }
  }

  private void described(SubnetId subnet, CloudOutcome outcome) {
    running = false;
    switch (outcome) {
      case CloudOutcome.Reservations reservations -> {
        backoff.succeeded();
        known.put(subnet, reservations);
      }
      case CloudOutcome.Failed failed ->
          backoff.failed(failed.failure(), parts.clock().bootMillis());
      default -> throw new IllegalStateException("DescribeReservations answered " + outcome);
    }
  }

  /// When a question that failed is due again, or [Long#MAX_VALUE].
  long nextMillis(long nowMillis) {
    return backoff.wakeMillis(nowMillis);
  }

  /// What is known to be reserved in a subnet; nothing when it was not asked about.
  CloudOutcome.Reservations of(SubnetId subnet) {
    return known.getOrDefault(subnet, new CloudOutcome.Reservations(List.of(), List.of()));
  }

  /// A sentence for each subnet that keeps no blocks whole.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (SubnetId subnet : new TreeSet<>(known.keySet())) {
      if (of(subnet).forPrefixes().isEmpty()) {
        problems.add(
            subnet
                + " has no CIDR reservation of type prefix, so single addresses may break up the"
                + " blocks that prefixes need; create one with CreateSubnetCidrReservation");
      }
    }
    return problems;
  }
}
