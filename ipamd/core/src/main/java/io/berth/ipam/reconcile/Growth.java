package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gets addresses from EC2: fills ENIs, and creates, attaches and sets up new ones. Several at
/// once; the planner bounds how many. Owned by the control thread.
final class Growth {

  /// Attempts to delete an ENI that could not be attached, before it is left to the clean-up of
  /// leaked ENIs.
  private static final int MAX_DELETE_ATTEMPTS = 5;

  private final NodeParts parts;
  private final ControlSettings settings;
  private final Mailbox mailbox;
  private final Calls calls;
  private final EniTable enis;
  private final Supplier<String> clientTokens;
  private final Runnable lookAtEc2;
  private final List<Creation> creations = new ArrayList<>();
  private final RandomGenerator random;
  private final Backoffs backoffs;

  /// One ENI on its way.
  private static final class Creation {
    final CloudRequest.CreateEni request;
    final CallPriority priority;
    final long begunMillis;
    final Backoff deletions;
    int deviceIndex;
    CloudOutcome.@Nullable Created created;
    int deleteAttempts;

    /// When a create whose answer was lost is repeated with the same token, or a deletion that
    /// failed.
    long retryMillis = Long.MAX_VALUE;

    /// When the answer of the attach was lost: a look at EC2 that begins then or later says what
    /// became of it.
    long unknownSinceMillis = Long.MAX_VALUE;

    Creation(
        CloudRequest.CreateEni request,
        CallPriority priority,
        long begunMillis,
        RandomGenerator random) {
      this.request = request;
      this.priority = priority;
      this.begunMillis = begunMillis;
      this.deletions = new Backoff(random);
    }
  }

  Growth(
      NodeParts parts,
      ControlSettings settings,
      Mailbox mailbox,
      Calls calls,
      EniTable enis,
      Supplier<String> clientTokens,
      RandomGenerator random,
      Runnable lookAtEc2) {
    this.parts = parts;
    this.settings = settings;
    this.mailbox = mailbox;
    this.calls = calls;
    this.enis = enis;
    this.clientTokens = clientTokens;
    this.lookAtEc2 = lookAtEc2;
    this.random = random;
    this.backoffs = new Backoffs(random);
  }

  /// Why an ENI is given no addresses now, or `null` when it may be.
  @Nullable Hold assignHold(EniRecord record, AddressKind kind, long nowMillis) {
    return backoffs.hold(assigning(record, kind), nowMillis);
  }

  /// Why no ENI is created now, or `null` when one may be.
  @Nullable Hold createHold(SubnetId subnet, AddressKind kind, long nowMillis) {
    return backoffs.hold(creation(subnet, kind), nowMillis);
  }

  /// When the next wait after a failure ends, or [Long#MAX_VALUE].
  long wakeMillis(long nowMillis) {
    return backoffs.wakeMillis(nowMillis);
  }

  private static Backoffs.Attempt assigning(EniRecord record, AddressKind kind) {
    return new Backoffs.Attempt(CloudAction.ASSIGN, kind, record.eni.subnet(), record.eni.id());
  }

  private static Backoffs.Attempt creation(SubnetId subnet, AddressKind kind) {
    return new Backoffs.Attempt(CloudAction.CREATE, kind, subnet, null);
  }

  private static Backoffs.Attempt attempt(Creation creation) {
    return creation(creation.request.subnet(), creation.request.kind());
  }

  /// Whether an ENI is on its way from its creation to its attachment.
  boolean isCreating(EniId eni) {
    return creations.stream()
        .anyMatch(each -> each.created != null && each.created.eni().equals(eni));
  }

  /// ENIs on their way, each of which takes a place of the instance's limit.
  int creating() {
    return creations.size();
  }

  /// Portions of a kind that ENIs on their way will bring.
  int onTheWay(AddressKind kind) {
    return creations.stream()
        .filter(creation -> creation.request.kind() == kind)
        .mapToInt(creation -> creation.request.count())
        .sum();
  }

  /// Calls and chains of calls that bring addresses.
  int callsInFlight() {
    return creations.size()
        + (int) enis.records().stream().filter(r -> r.assigning.total() > 0).count();
  }

  boolean inFlight() {
    return callsInFlight() > 0;
  }

  void assign(EniRecord record, AddressKind kind, int count, CallPriority priority) {
    long begun = parts.clock().bootMillis();
    int asked = backoffs.begun(assigning(record, kind), begun) ? 1 : count;
    record.assigning.add(kind, asked);
    calls.submit(
        new CloudRequest.AssignAddresses(record.eni.id(), kind, asked),
        priority,
        outcome -> assigned(record, kind, asked, priority, begun, outcome));
  }

  private void assigned(
      EniRecord record,
      AddressKind kind,
      int count,
      CallPriority priority,
      long begunMillis,
      CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    switch (outcome) {
      case CloudOutcome.Assigned assigned -> {
        backoffs.succeeded(assigning(record, kind), begunMillis);
        record.assigning.add(kind, -count);
        record.add(assigned.portions(), now);
        enis.remember(record);
        enis.introduce(record, assigned.portions(), now);
      }
      case CloudOutcome.Failed failed ->
          notAssigned(record, kind, count, priority, failed.failure());
      case CloudOutcome.Enis _,
          CloudOutcome.Limits _,
          CloudOutcome.Created _,
          CloudOutcome.Attached _,
          CloudOutcome.Done _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("AssignAddresses answered " + outcome);
    }
  }

  private void notAssigned(
      EniRecord record, AddressKind kind, int count, CallPriority priority, CloudFailure failure) {
    long now = parts.clock().bootMillis();
    backoffs.failed(assigning(record, kind), failure, now);
    if (failure.kind() == CloudFailure.Kind.AMBIGUOUS) {
      record.uncertain.add(kind, count);
      record.changedMillis = now;
    } else {
      record.assigning.add(kind, -count);
    }
    if (failure.leavesDoubt()) {
      record.suspect = true;
      lookAtEc2.run();
    }
    if (count > 1 && mayHaveLess(failure.kind())) {
      assign(record, kind, 1, priority);
    }
  }

  /// EC2 gives all or nothing: where it lacks what was asked there may still be one.
  private static boolean mayHaveLess(CloudFailure.Kind kind) {
    return switch (kind) {
      case SUBNET_FULL, NO_PREFIX, REJECTED -> true;
      case THROTTLED,
          ENI_FULL,
          INSTANCE_FULL,
          LIMIT_REACHED,
          NOT_AUTHORISED,
          NOT_FOUND,
          BUSY,
          UNAVAILABLE,
          AMBIGUOUS ->
          false;
    };
  }

  void create(SubnetId subnet, AddressKind kind, int count, CallPriority priority) {
    InstanceId instance = parts.identity().instance();
    EniTraits primary = enis.primaryTraits();
    Creation creation =
        new Creation(
            new CloudRequest.CreateEni(
                clientTokens.get(),
                subnet,
                primary == null ? parts.identity().securityGroups() : primary.securityGroups(),
                kind,
                count,
                EniTags.DESCRIPTION + instance,
                EniTags.of(
                    settings.eniTags(), settings.cluster(), instance, parts.clock().wallMillis()),
                primary == null ? ConnectionTracking.DEFAULT : primary.tracking()),
            priority,
            parts.clock().bootMillis(),
            random);
    creations.add(creation);
    backoffs.begun(attempt(creation), creation.begunMillis);
    parts
        .journal()
        .append(
            new JournalEvent.TokenUsed(creation.request.clientToken()),
            failure -> mailbox.post(() -> tokenJournaled(creation, failure)));
  }

  private void tokenJournaled(Creation creation, @Nullable String failure) {
    if (failure == null) {
      submitCreate(creation);
      return;
    }
    creations.remove(creation);
    backoffs.failed(
        attempt(creation),
        new CloudFailure(CloudFailure.Kind.UNAVAILABLE, "Journal", failure),
        parts.clock().bootMillis());
  }

  private void submitCreate(Creation creation) {
    creation.retryMillis = Long.MAX_VALUE;
    calls.submit(creation.request, creation.priority, outcome -> created(creation, outcome));
  }

  private void created(Creation creation, CloudOutcome outcome) {
    switch (outcome) {
      case CloudOutcome.Created created -> {
        creation.created = created;
        attach(creation, created);
      }
      case CloudOutcome.Failed failed -> {
        long until =
            backoffs.failed(attempt(creation), failed.failure(), parts.clock().bootMillis());
        if (failed.failure().kind() == CloudFailure.Kind.AMBIGUOUS) {
          creation.retryMillis = until;
        } else {
          creations.remove(creation);
        }
      }
      case CloudOutcome.Enis _,
          CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Attached _,
          CloudOutcome.Done _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("CreateEni answered " + outcome);
    }
  }

  private void attach(Creation creation, CloudOutcome.Created created) {
    enis.expect(created.eni());
    creation.deviceIndex =
        enis.freeDeviceIndex(creations.stream().map(each -> each.deviceIndex).toList());
    calls.submit(
        new CloudRequest.AttachEni(
            created.eni(), parts.identity().instance(), creation.deviceIndex),
        creation.priority,
        outcome -> attached(creation, created, outcome));
  }

  private void attached(Creation creation, CloudOutcome.Created created, CloudOutcome outcome) {
    switch (outcome) {
      case CloudOutcome.Attached attached -> {
        creations.remove(creation);
        backoffs.succeeded(attempt(creation), creation.begunMillis);
        adopt(creation, created, attached.attachment());
      }
      case CloudOutcome.Failed failed -> {
        long now = parts.clock().bootMillis();
        backoffs.failed(attempt(creation), failed.failure(), now);
        enis.expectNoLonger(created.eni());
        if (failed.failure().leavesDoubt()) {
          // It may be attached, or others are that an earlier process made: a look at EC2 takes
          // them in.
          lookAtEc2.run();
        }
        if (failed.failure().kind() == CloudFailure.Kind.AMBIGUOUS) {
          creation.unknownSinceMillis = now;
        } else {
          delete(creation, created.eni());
        }
      }
      case CloudOutcome.Enis _,
          CloudOutcome.Limits _,
          CloudOutcome.Assigned _,
          CloudOutcome.Created _,
          CloudOutcome.Done _,
          CloudOutcome.Listing _ ->
          throw new IllegalStateException("AttachEni answered " + outcome);
    }
  }

  private void adopt(Creation creation, CloudOutcome.Created created, AttachmentId attachment) {
    Eni eni =
        new Eni(
            created.eni(),
            attachment,
            created.mac(),
            creation.deviceIndex,
            0,
            created.subnet(),
            created.subnetCidr(),
            created.primary(),
            created.portions().singles(),
            created.portions().prefixes(),
            true);
    long now = parts.clock().bootMillis();
    enis.expectNoLonger(eni.id());
    // Born without DeleteOnTermination; the upkeep sees to it.
    enis.add(eni, now)
        .repaired(
            new EniTraits(
                EniType.ORDINARY,
                true,
                false,
                creation.request.securityGroups(),
                creation.request.tracking()),
            now);
    enis.bringUpLinks(now);
  }

  /// An attach whose answer was lost: the look has taken the ENI in, or it is deleted. EC2 refuses
  /// that for an attached one which the look did not show yet.
  private void resolve(Creation creation, EniId eni) {
    creation.unknownSinceMillis = Long.MAX_VALUE;
    if (enis.find(eni) == null) {
      delete(creation, eni);
    } else {
      creations.remove(creation);
    }
  }

  /// Deletes an ENI that could not be attached. EC2 refuses while it is attached after all, so this
  /// cannot take an ENI away from pods.
  private void delete(Creation creation, EniId eni) {
    creation.deleteAttempts++;
    calls.submit(
        new CloudRequest.DeleteEni(eni),
        CallPriority.RELEASING,
        outcome -> deleted(creation, outcome));
  }

  private void deleted(Creation creation, CloudOutcome outcome) {
    boolean again =
        outcome instanceof CloudOutcome.Failed failed
            && failed.failure().kind() != CloudFailure.Kind.NOT_FOUND
            && creation.deleteAttempts < MAX_DELETE_ATTEMPTS;
    if (again) {
      creation.retryMillis =
          creation.deletions.failed(
              ((CloudOutcome.Failed) outcome).failure(), parts.clock().bootMillis());
    } else {
      creations.remove(creation);
      if (outcome instanceof CloudOutcome.Failed failed
          && failed.failure().kind() == CloudFailure.Kind.BUSY) {
        lookAtEc2.run();
      }
    }
  }

  /// Repeats what is due.
  ///
  /// @param lookedMillis when the last look at EC2 that was answered began
  void retry(long lookedMillis, long nowMillis) {
    for (Creation creation : List.copyOf(creations)) {
      if (creation.created != null && creation.unknownSinceMillis <= lookedMillis) {
        resolve(creation, creation.created.eni());
      }
      if (creation.retryMillis <= nowMillis) {
        creation.retryMillis = Long.MAX_VALUE;
        if (creation.created == null) {
          submitCreate(creation);
        } else {
          delete(creation, creation.created.eni());
        }
      }
    }
  }

  long nextRetryMillis() {
    return creations.stream()
        .mapToLong(creation -> creation.retryMillis)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
