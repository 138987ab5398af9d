package io.berth.ipam.reconcile;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniAvailable;
import io.berth.ipam.port.EniSeen;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import io.berth.ipam.port.SubnetSeen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An EC2 that holds every call until the test lets it happen: answered, refused, or applied with
/// the answer lost.
final class HeldVpc implements Cloud {

  static final SubnetId SUBNET = new SubnetId("subnet-1");
  static final Cidr SUBNET_CIDR = Cidr.parse("10.0.0.0/16");

  /// Offset behind every single address.
  private static final int FIRST_PREFIX = 0x8000;

  /// Of an ENI that needs nothing.
  static final EniTraits GOOD =
      new EniTraits(
          EniType.ORDINARY,
          true,
          true,
          List.of(new SecurityGroupId("sg-1")),
          ConnectionTracking.DEFAULT);

  record Call(CloudRequest request, Consumer<CloudOutcome> replyTo) {}

  final ArrayDeque<Call> calls = new ArrayDeque<>();

  /// Every call so far, and those that are refused at once.
  final List<String> seen = new ArrayList<>();

  final Set<String> refusing = new HashSet<>();
  final Map<EniId, Eni> attached = new TreeMap<>();

  /// What describes show; of the others [#GOOD].
  final Map<EniId, EniTraits> traits = new TreeMap<>();

  final List<SubnetSeen> subnets = new ArrayList<>();
  final List<Cidr> forPrefixes = new ArrayList<>();
  final List<EniAvailable> available = new ArrayList<>();
  Set<InstanceId> existing = Set.of();
  private final Map<EniId, CloudOutcome.Created> unattached = new TreeMap<>();
  private int nextAddress = 10;
  private int nextPrefix;
  private int nextEni = 1;

  HeldVpc(int secondariesOfPrimary) {
    CloudOutcome.Created primary =
        newEni(SUBNET, portions(AddressKind.SINGLE, secondariesOfPrimary));
    attach(primary, 0);
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    String description = LoopFixture.describe(request);
    seen.add(description);
    if (refusing.contains(description)) {
      replyTo.accept(failed(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation", "no"));
      return;
    }
    if (request instanceof CloudRequest.DescribeReservations) {
      // Nothing waits for it.
      replyTo.accept(apply(request));
      return;
    }
    calls.add(new Call(request, replyTo));
  }

  /// Applies the oldest call and answers it.
  CloudRequest answer() {
    Call call = calls.remove();
    call.replyTo().accept(apply(call.request()));
    return call.request();
  }

  /// Applies the oldest call of this description, see [LoopFixture#describe], and answers it.
  void answer(String description) {
    Call call = held(description);
    call.replyTo().accept(apply(call.request()));
  }

  /// Answers the oldest look with an earlier picture.
  void answerLook(List<Eni> picture) {
    held("describe")
        .replyTo()
        .accept(
            new CloudOutcome.Enis(
                picture.stream().map(eni -> new EniSeen(eni, traits(eni.id()))).toList()));
  }

  /// Applies a held call; its answer is given with [#reply].
  CloudOutcome applyHeld(String description) {
    Call call = held(description);
    calls.add(call);
    return apply(call.request());
  }

  /// Answers a held call without applying it.
  void reply(String description, CloudOutcome outcome) {
    held(description).replyTo().accept(outcome);
  }

  /// What a look would show now.
  List<Eni> picture() {
    return List.copyOf(attached.values());
  }

  private Call held(String description) {
    for (Call call : calls) {
      if (LoopFixture.describe(call.request()).equals(description)) {
        calls.remove(call);
        return call;
      }
    }
    throw new AssertionError("no call is held for: " + description);
  }

  /// Applies the oldest call, but its answer is lost.
  void loseAnswer() {
    Call call = calls.remove();
    apply(call.request());
    call.replyTo()
        .accept(failed(CloudFailure.Kind.AMBIGUOUS, "SdkClientException", "read timed out"));
  }

  /// Refuses the oldest call.
  void refuse(CloudFailure.Kind kind, String code) {
    calls.remove().replyTo().accept(failed(kind, code, "refused by the test"));
  }

  static CloudOutcome failed(CloudFailure.Kind kind, String code, String message) {
    return new CloudOutcome.Failed(new CloudFailure(kind, code, message));
  }

  private CloudOutcome apply(CloudRequest request) {
    return switch (request) {
      case CloudRequest.DescribeEnis _ ->
          new CloudOutcome.Enis(
              attached.values().stream().map(eni -> new EniSeen(eni, traits(eni.id()))).toList());
      case CloudRequest.SetSecurityGroups(EniId id, List<SecurityGroupId> groups) -> {
        traits.put(id, traits(id).withSecurityGroups(groups));
        yield new CloudOutcome.Done();
      }
      case CloudRequest.DescribeType _ ->
          throw new AssertionError("limits are learnt before the loop starts");
      case CloudRequest.AssignAddresses(EniId id, AddressKind kind, int count) -> {
        Portions fresh = portions(kind, count);
        change(id, fresh, Portions.NONE);
        yield new CloudOutcome.Assigned(fresh);
      }
      case CloudRequest.UnassignAddresses(EniId id, Portions gone) -> {
        change(id, Portions.NONE, gone);
        yield new CloudOutcome.Done();
      }
      case CloudRequest.CreateEni create -> {
        CloudOutcome.Created made =
            newEni(create.subnet(), portions(create.kind(), create.count()));
        traits.put(
            made.eni(),
            new EniTraits(
                EniType.ORDINARY, true, false, create.securityGroups(), create.tracking()));
        yield made;
      }
      case CloudRequest.AttachEni attach -> {
        CloudOutcome.Created created = unattached.remove(attach.eni());
        if (created == null) {
          yield failed(CloudFailure.Kind.NOT_FOUND, "InvalidNetworkInterfaceID.NotFound", "gone");
        }
        yield attach(created, attach.deviceIndex());
      }
      case CloudRequest.DeleteOnTermination(EniId id, AttachmentId _) -> {
        traits.put(id, traits(id).withDeleteOnTermination());
        yield new CloudOutcome.Done();
      }
      case CloudRequest.DetachEni detach -> {
        attached.remove(detach.eni());
        yield new CloudOutcome.Done();
      }
      case CloudRequest.DeleteEni delete ->
          attached.containsKey(delete.eni())
              ? failed(CloudFailure.Kind.BUSY, "InvalidParameterValue", "currently in use")
              : gone(delete.eni());
      case CloudRequest.DescribeSubnets _ -> new CloudOutcome.Subnets(List.copyOf(subnets));
      case CloudRequest.DescribeReservations _ ->
          new CloudOutcome.Reservations(List.copyOf(forPrefixes), List.of());
      case CloudRequest.DescribeAvailable _ ->
          new CloudOutcome.AvailableEnis(List.copyOf(available));
      case CloudRequest.DescribeInstances _ -> new CloudOutcome.Instances(existing);
    };
  }

  private CloudOutcome gone(EniId id) {
    available.removeIf(eni -> eni.eni().equals(id));
    return new CloudOutcome.Done();
  }

  EniTraits traits(EniId id) {
    return traits.getOrDefault(id, GOOD);
  }

  Eni eni(EniId id) {
    Eni eni = attached.get(id);
    if (eni == null) {
      throw new AssertionError("not attached: " + id);
    }
    return eni;
  }

  void change(EniId id, Portions gained, Portions lost) {
    Eni eni = eni(id);
    attached.put(id, eni.withPortions(eni.portions().minus(lost).plus(gained)));
  }

  private CloudOutcome.Created newEni(SubnetId subnet, Portions portions) {
    int number = nextEni++;
    CloudOutcome.Created created =
        new CloudOutcome.Created(
            new EniId("eni-" + number),
            new MacAddress(number),
            subnet,
            SUBNET_CIDR,
            addresses(1).getFirst(),
            portions);
    unattached.put(created.eni(), created);
    return created;
  }

  private CloudOutcome.Attached attach(CloudOutcome.Created created, int deviceIndex) {
    unattached.remove(created.eni());
    AttachmentId attachment = new AttachmentId("eni-attach-" + created.eni().value().substring(4));
    attached.put(
        created.eni(),
        new Eni(
            created.eni(),
            attachment,
            created.mac(),
            deviceIndex,
            0,
            created.subnet(),
            created.subnetCidr(),
            created.primary(),
            created.portions().singles(),
            created.portions().prefixes(),
            true));
    return new CloudOutcome.Attached(attachment);
  }

  private Portions portions(AddressKind kind, int count) {
    if (kind == AddressKind.SINGLE) {
      return Portions.ofSingles(addresses(count));
    }
    List<Cidr> fresh = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fresh.add(new Cidr(SUBNET_CIDR.address(FIRST_PREFIX + 16L * nextPrefix++), 28));
    }
    return Portions.ofPrefixes(fresh);
  }

  private List<IpAddress> addresses(int count) {
    List<IpAddress> fresh = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fresh.add(SUBNET_CIDR.address(nextAddress++));
    }
    return fresh;
  }
}
