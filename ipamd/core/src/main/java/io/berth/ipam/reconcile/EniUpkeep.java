package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniTraits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Repairs what EC2 says of the ENIs and is not as it has to be: an ENI created here goes when the
/// instance goes, and the security groups of all follow the primary's. Compares what was described,
/// so an ENI that is right costs no call. Owned by the control thread.
///
/// After a repair the ENI is taken as right until a later look says otherwise; a look that may be
/// older than the repair is not believed.
final class EniUpkeep {

  /// Repairs begun in one turn, so that a changed group does not take a burst of the account's
  /// calls on a node with many ENIs.
  private static final int MAX_AT_ONCE = 4;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Calls calls;
  private final EniTable enis;
  private final Repair termination;
  private final Repair groups;

  /// One kind of repair.
  private static final class Repair {
    final String what;
    final Backoff backoff;
    int running;

    /// An ENI needs it.
    boolean needed;

    Repair(String what, RandomGenerator random) {
      this.what = what;
      this.backoff = new Backoff(random);
    }

    /// The ENI whose repair failed has gone, or somebody else has repaired it.
    void forgetFailureIfIdle() {
      if (!needed && running == 0) {
        backoff.succeeded();
      }
    }
  }

  EniUpkeep(
      NodeParts parts,
      ControlSettings settings,
      Calls calls,
      EniTable enis,
      RandomGenerator random) {
    this.parts = parts;
    this.settings = settings;
    this.calls = calls;
    this.enis = enis;
    this.termination = new Repair("an ENI would outlive the instance", random);
    this.groups = new Repair("an ENI does not have the primary ENI's security groups", random);
  }

  /// Begins the repairs that are due.
  void runIfDue(long nowMillis) {
    if (!settings.provisioning()) {
      return;
    }
    List<SecurityGroupId> wanted = primaryGroups();
    termination.needed = false;
    groups.needed = false;
    for (EniRecord record : enis.records()) {
      EniTraits traits = record.traits();
      if (traits == null || !record.eni.managed() || record.eni.isPrimary() || record.removing) {
        continue;
      }
      if (traits.tagged() && !traits.deleteOnTermination()) {
        begin(
            record,
            termination,
            new CloudRequest.DeleteOnTermination(record.eni.id(), record.eni.attachment()),
            EniTraits::withDeleteOnTermination,
            nowMillis);
      }
      if (!wanted.isEmpty() && !sameGroups(traits, wanted)) {
        begin(
            record,
            groups,
            new CloudRequest.SetSecurityGroups(record.eni.id(), wanted),
            now -> now.withSecurityGroups(wanted),
            nowMillis);
      }
    }
    termination.forgetFailureIfIdle();
    groups.forgetFailureIfIdle();
  }

  /// The primary ENI's groups; empty while EC2 has not told them.
  private List<SecurityGroupId> primaryGroups() {
    EniTraits primary = enis.primaryTraits();
    return primary == null ? List.of() : primary.securityGroups();
  }

  private static boolean sameGroups(EniTraits traits, List<SecurityGroupId> wanted) {
    return new HashSet<>(traits.securityGroups()).equals(new HashSet<>(wanted));
  }

  private boolean mayBegin(EniRecord record, Repair repair, long nowMillis) {
    return !record.repairing
        && repair.running < MAX_AT_ONCE
        && !repair.backoff.blocks(nowMillis)
        && calls.mayBegin(CloudAction.MODIFY, CallPriority.RELEASING, nowMillis);
  }

  /// What a repair makes of the traits.
  private interface Change {
    EniTraits of(EniTraits traits);
  }

  private void begin(
      EniRecord record, Repair repair, CloudRequest request, Change change, long nowMillis) {
    repair.needed = true;
    if (!mayBegin(record, repair, nowMillis)) {
      return;
    }
    record.repairing = true;
    repair.running++;
    calls.submit(
        request, CallPriority.RELEASING, outcome -> ended(record, repair, change, outcome));
  }

  private void ended(EniRecord record, Repair repair, Change change, CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    record.repairing = false;
    repair.running--;
    switch (outcome) {
      case CloudOutcome.Done _ -> {
        repair.backoff.succeeded();
        EniTraits traits = record.traits();
        if (traits != null) {
          record.repaired(change.of(traits), now);
        }
      }
      case CloudOutcome.Failed failed -> repair.backoff.failed(failed.failure(), now);
      case CloudOutcome.Enis _,
          CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Created _,
          CloudOutcome.Attached _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("ModifyNetworkInterfaceAttribute answered " + outcome);
    }
  }

  /// When a repair that failed is due again, or [Long#MAX_VALUE].
  long nextMillis(long nowMillis) {
    return Math.min(
        termination.backoff.wakeMillis(nowMillis), groups.backoff.wakeMillis(nowMillis));
  }

  /// A sentence for each kind of repair that fails.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Stream.of(termination, groups)
        .forEach(repair -> {
          @Nullable CloudFailure failure = repair.backoff.last();
          if (failure != null) {
            problems.add(repair.what + ": " + failure.sentence() + "; it is tried again");
          }
        });
    return problems;
  }
}
