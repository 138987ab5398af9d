package io.berth.ipam.port;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudFailure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// EC2 for one instance and one subnet of [#VPC], in memory: strict about limits, states and
/// tokens, without delays. Answers on the caller's thread. Not safe for several threads.
public final class FakeCloud implements Cloud {

  /// First addresses of a subnet that EC2 keeps for itself, and one at its end.
  ///
  /// Source: VPC user guide, "Subnet CIDR blocks".
  private static final int RESERVED_AT_BEGIN = 4;

  /// The only VPC there is, and where the subnet lies in it.
  public static final VpcId VPC = new VpcId("vpc-0a");

  public static final String ZONE = "us-east-1a";

  /// The groups that exist; the primary ENI has the first.
  public static final List<SecurityGroupId> GROUPS =
      List.of(new SecurityGroupId("sg-0a"), new SecurityGroupId("sg-0b"));

  private static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  private final InstanceId instance;
  private final InstanceLimits limits;
  private final SubnetId subnet;
  private final Cidr subnetCidr;
  private final SortedMap<EniId, FakeEni> enis = new TreeMap<>();
  private final Map<String, CloudRequest.CreateEni> tokens = new HashMap<>();
  private final Map<String, CloudOutcome> created = new HashMap<>();
  private final TreeSet<IpAddress> taken = new TreeSet<>();
  private final List<CloudRequest> requests = new ArrayList<>();
  private final List<CloudFailure> failures = new ArrayList<>();
  private int lastNumber;

  /// An ENI; attached when `attachment` is set.
  private static final class FakeEni {

    final EniId id;
    final MacAddress mac;
    final IpAddress primary;
    Portions portions = Portions.NONE;
    final String description;
    final SortedMap<String, String> tags;
    final ConnectionTracking tracking;
    List<SecurityGroupId> groups;
    @Nullable AttachmentId attachment;
    boolean deleteOnTermination;
    int deviceIndex;

    FakeEni(int number, IpAddress primary, CloudRequest.CreateEni request) {
      this.id = new EniId("eni-%017x".formatted(number));
      this.mac = new MacAddress(0x02_00_00_00_00_00L | number);
      this.primary = primary;
      this.description = request.description();
      this.tags = request.tags();
      this.tracking = request.tracking();
      this.groups = request.securityGroups();
    }
  }

  /// A refusal on its way to the reply.
  private static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    final transient CloudFailure failure;

    RefusedException(Kind kind, String code, String message) {
      this.failure = new CloudFailure(kind, code, message);
    }
  }

  /// An instance with its primary ENI in the subnet.
  public FakeCloud(InstanceId instance, InstanceLimits limits, SubnetId subnet, Cidr subnetCidr) {
    this.instance = instance;
    this.limits = limits;
    this.subnet = subnet;
    this.subnetCidr = subnetCidr;
    try {
      FakeEni primary =
          newEni(
              new CloudRequest.CreateEni(
                  "", subnet, GROUPS.subList(0, 1), AddressKind.SINGLE, 0, "", new TreeMap<>()));
      attach(primary, 0);
      primary.deleteOnTermination = true;
    } catch (RefusedException e) {
      throw new IllegalArgumentException("the subnet is too small for an instance", e);
    }
  }

  /// All requests so far, oldest first.
  public List<CloudRequest> requests() {
    return List.copyOf(requests);
  }

  /// The next request fails like this and changes nothing. Several are used up in order.
  public void failNext(CloudFailure failure) {
    failures.add(failure);
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    requests.add(request);
    if (!failures.isEmpty()) {
      replyTo.accept(new CloudOutcome.Failed(failures.removeFirst()));
      return;
    }
    CloudOutcome outcome;
    try {
      outcome = perform(request);
    } catch (RefusedException e) {
      outcome = new CloudOutcome.Failed(e.failure);
    }
    replyTo.accept(outcome);
  }

  private CloudOutcome perform(CloudRequest request) throws RefusedException {
    return switch (request) {
      case CloudRequest.DescribeEnis describe -> describe(describe.instance());
      case CloudRequest.DescribeType describe -> describeType(describe.instanceType());
      case CloudRequest.AssignAddresses assign ->
          new CloudOutcome.Assigned(give(eni(assign.eni()), assign.kind(), assign.count()));
      case CloudRequest.UnassignAddresses unassign ->
          unassign(eni(unassign.eni()), unassign.portions());
      case CloudRequest.CreateEni create -> create(create);
      case CloudRequest.AttachEni attach -> attach(attach);
      case CloudRequest.DeleteOnTermination delete -> {
        attached(delete.attachment()).deleteOnTermination = true;
        yield new CloudOutcome.Done();
      }
      case CloudRequest.SetSecurityGroups set -> {
        checkGroups(set.groups());
        eni(set.eni()).groups = set.groups();
        yield new CloudOutcome.Done();
      }
      case CloudRequest.DetachEni detach -> detach(attached(detach.attachment()));
      case CloudRequest.DeleteEni delete -> delete(eni(delete.eni()));
      case CloudRequest.DescribeSubnets(VpcId vpc, String zone) -> subnets(vpc, zone);
      case CloudRequest.DescribeReservations look -> {
        if (!look.subnet().equals(subnet)) {
          throw noSubnet(look.subnet());
        }
        yield new CloudOutcome.Reservations(List.of(), List.of());
      }
      case CloudRequest.DescribeAvailable(VpcId vpc, SortedMap<String, String> tags) ->
          available(vpc, tags);
      case CloudRequest.DescribeInstances look ->
          new CloudOutcome.Instances(
              look.instances().contains(instance) ? Set.of(instance) : Set.of());
    };
  }

  private CloudOutcome subnets(VpcId vpc, String zone) {
    if (!vpc.equals(VPC) || !zone.equals(ZONE)) {
      return new CloudOutcome.Subnets(List.of());
    }
    int usable = (int) subnetCidr.size() - RESERVED_AT_BEGIN - 1;
    return new CloudOutcome.Subnets(
        List.of(new SubnetSeen(subnet, subnetCidr, usable - taken.size(), new TreeMap<>())));
  }

  private CloudOutcome available(VpcId vpc, SortedMap<String, String> tags) {
    List<EniAvailable> found = new ArrayList<>();
    for (FakeEni eni : enis.values()) {
      if (vpc.equals(VPC)
          && eni.attachment == null
          && eni.tags.entrySet().containsAll(tags.entrySet())) {
        found.add(new EniAvailable(eni.id, EniType.ORDINARY, eni.description, eni.tags));
      }
    }
    return new CloudOutcome.AvailableEnis(found);
  }

  private static void checkGroups(List<SecurityGroupId> groups) throws RefusedException {
    for (SecurityGroupId group : groups) {
      if (!GROUPS.contains(group)) {
        throw new RefusedException(
            Kind.NOT_FOUND,
            "InvalidGroup.NotFound",
            "The security group '" + group + "' does not exist");
      }
    }
  }

  private static RefusedException noSubnet(SubnetId id) {
    return new RefusedException(Kind.NOT_FOUND, "InvalidSubnetID.NotFound", id + " does not exist");
  }

  private CloudOutcome describe(InstanceId of) {
    List<EniSeen> answer = new ArrayList<>();
    for (FakeEni eni : enis.values()) {
      AttachmentId attachment = eni.attachment;
      if (of.equals(instance) && attachment != null) {
        boolean kept = "true".equals(eni.tags.get("node.k8s.amazonaws.com/no_manage"));
        Eni seen =
            new Eni(
                eni.id,
                attachment,
                eni.mac,
                eni.deviceIndex,
                0,
                subnet,
                subnetCidr,
                eni.primary,
                eni.portions.singles(),
                eni.portions.prefixes(),
                eni.deviceIndex == 0 || !kept);
        boolean tagged = instance.value().equals(eni.tags.get(INSTANCE_TAG));
        answer.add(
            new EniSeen(
                seen,
                new EniTraits(
                    EniType.ORDINARY, tagged, eni.deleteOnTermination, eni.groups, eni.tracking)));
      }
    }
    return new CloudOutcome.Enis(answer);
  }

  private CloudOutcome describeType(String instanceType) throws RefusedException {
    InstanceLimits known = InstanceTypes.bundled().find(instanceType);
    if (known == null) {
      throw new RefusedException(
          Kind.REJECTED, "InvalidInstanceType", "no instance type " + instanceType);
    }
    return new CloudOutcome.Limits(known);
  }

  private CloudOutcome unassign(FakeEni eni, Portions portions) throws RefusedException {
    if (!portions.minus(eni.portions).isEmpty()) {
      throw new RefusedException(
          Kind.NOT_FOUND, "InvalidParameterValue", "some addresses are not assigned to " + eni.id);
    }
    eni.portions = eni.portions.minus(portions);
    portions.addresses().forEach(taken::remove);
    return new CloudOutcome.Done();
  }

  private CloudOutcome create(CloudRequest.CreateEni request) throws RefusedException {
    CloudRequest.CreateEni before = tokens.get(request.clientToken());
    CloudOutcome answer = created.get(request.clientToken());
    if (before != null && answer != null) {
      if (before.equals(request)) {
        return answer;
      }
      throw new RefusedException(
          Kind.REJECTED, "IdempotentParameterMismatch", "the token was used for something else");
    }
    if (!request.subnet().equals(subnet)) {
      throw noSubnet(request.subnet());
    }
    checkGroups(request.securityGroups());
    FakeEni eni = newEni(request);
    try {
      give(eni, request.kind(), request.count());
    } catch (RefusedException e) {
      delete(eni);
      throw e;
    }
    CloudOutcome outcome =
        new CloudOutcome.Created(eni.id, eni.mac, subnet, subnetCidr, eni.primary, eni.portions);
    tokens.put(request.clientToken(), request);
    created.put(request.clientToken(), outcome);
    return outcome;
  }

  private CloudOutcome attach(CloudRequest.AttachEni request) throws RefusedException {
    FakeEni eni = eni(request.eni());
    if (!request.instance().equals(instance)) {
      throw new RefusedException(
          Kind.NOT_FOUND, "InvalidInstanceID.NotFound", request.instance() + " does not exist");
    }
    if (eni.attachment != null) {
      throw new RefusedException(Kind.BUSY, "InvalidNetworkInterface.InUse", eni.id + " in use");
    }
    List<FakeEni> attached = enis.values().stream().filter(e -> e.attachment != null).toList();
    if (attached.size() >= limits.maxEnis()) {
      throw new RefusedException(
          Kind.INSTANCE_FULL, "AttachmentLimitExceeded", limits.maxEnis() + " are attached");
    }
    if (attached.stream().anyMatch(e -> e.deviceIndex == request.deviceIndex())) {
      throw new RefusedException(
          Kind.INSTANCE_FULL,
          "InvalidParameterValue",
          "an ENI is attached at device index " + request.deviceIndex() + " already");
    }
    return new CloudOutcome.Attached(attach(eni, request.deviceIndex()));
  }

  private AttachmentId attach(FakeEni eni, int deviceIndex) {
    AttachmentId attachment = new AttachmentId("eni-attach-%017x".formatted(++lastNumber));
    eni.attachment = attachment;
    eni.deviceIndex = deviceIndex;
    return attachment;
  }

  private CloudOutcome detach(FakeEni eni) throws RefusedException {
    if (eni.deviceIndex == 0) {
      throw new RefusedException(
          Kind.REJECTED, "OperationNotPermitted", "the primary ENI cannot be detached");
    }
    eni.attachment = null;
    eni.deleteOnTermination = false;
    return new CloudOutcome.Done();
  }

  private CloudOutcome delete(FakeEni eni) throws RefusedException {
    if (eni.attachment != null) {
      throw new RefusedException(
          Kind.BUSY, "InvalidParameterValue", eni.id + " is currently in use");
    }
    enis.remove(eni.id);
    taken.remove(eni.primary);
    eni.portions.addresses().forEach(taken::remove);
    return new CloudOutcome.Done();
  }

  private FakeEni newEni(CloudRequest.CreateEni request) throws RefusedException {
    FakeEni eni = new FakeEni(++lastNumber, freeAddresses(1).getFirst(), request);
    taken.add(eni.primary);
    enis.put(eni.id, eni);
    return eni;
  }

  private Portions give(FakeEni eni, AddressKind kind, int count) throws RefusedException {
    if (eni.portions.count() + count > limits.secondariesPerEni()) {
      throw new RefusedException(
          Kind.ENI_FULL,
          "PrivateIpAddressLimitExceeded",
          "Number of private addresses will exceed limit.");
    }
    Portions added =
        kind == AddressKind.SINGLE
            ? Portions.ofSingles(freeAddresses(count))
            : Portions.ofPrefixes(freePrefixes(count));
    taken.addAll(added.addresses());
    eni.portions = eni.portions.plus(added);
    return added;
  }

  /// Aligned blocks of 16 addresses none of which is taken or reserved.
  private List<Cidr> freePrefixes(int count) throws RefusedException {
    List<Cidr> free = new ArrayList<>();
    for (long offset = 16; offset + 16 < subnetCidr.size() && free.size() < count; offset += 16) {
      Cidr prefix = new Cidr(subnetCidr.address(offset), 28);
      if (taken.stream().noneMatch(prefix::contains)) {
        free.add(prefix);
      }
    }
    if (free.size() < count) {
      throw new RefusedException(
          Kind.NO_PREFIX, "InsufficientCidrBlocks", subnet + " has no such block");
    }
    return free;
  }

  private List<IpAddress> freeAddresses(int count) throws RefusedException {
    List<IpAddress> free = new ArrayList<>();
    for (long offset = RESERVED_AT_BEGIN;
        offset < subnetCidr.size() - 1 && free.size() < count;
        offset++) {
      IpAddress address = subnetCidr.address(offset);
      if (!taken.contains(address)) {
        free.add(address);
      }
    }
    if (free.size() < count) {
      throw new RefusedException(
          Kind.SUBNET_FULL, "InsufficientFreeAddressesInSubnet", subnet + " is full");
    }
    return free;
  }

  private FakeEni eni(EniId id) throws RefusedException {
    FakeEni eni = enis.get(id);
    if (eni == null) {
      throw new RefusedException(
          Kind.NOT_FOUND, "InvalidNetworkInterfaceID.NotFound", id + " does not exist");
    }
    return eni;
  }

  private FakeEni attached(AttachmentId id) throws RefusedException {
    for (FakeEni eni : enis.values()) {
      if (id.equals(eni.attachment)) {
        return eni;
      }
    }
    throw new RefusedException(
        Kind.NOT_FOUND, "InvalidAttachmentID.NotFound", id + " does not exist");
  }
}
