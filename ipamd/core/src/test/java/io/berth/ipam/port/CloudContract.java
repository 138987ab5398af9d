package io.berth.ipam.port;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.model.AddressKind.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome.Assigned;
import io.berth.ipam.port.CloudOutcome.Attached;
import io.berth.ipam.port.CloudOutcome.AvailableEnis;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Done;
import io.berth.ipam.port.CloudOutcome.Enis;
import io.berth.ipam.port.CloudOutcome.Failed;
import io.berth.ipam.port.CloudOutcome.Instances;
import io.berth.ipam.port.CloudOutcome.Reservations;
import io.berth.ipam.port.CloudOutcome.Subnets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// What every [Cloud] does, so that the core behaves the same on the fake and on EC2. Runs against
/// an instance of type m5.large (3 ENIs of 10 addresses) in a subnet of its own with a /26 block,
/// and looks at it through the port only.
public abstract class CloudContract {

  private static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  /// Patience with an adapter that talks over a network; on a busy machine too.
  private static final long ANSWER_SECONDS = 60;

  /// The cloud under test.
  protected abstract Cloud cloud();

  /// The instance.
  protected abstract InstanceId instance();

  /// The subnet of its primary ENI.
  protected abstract SubnetId subnet();

  /// The VPC and the availability zone of that subnet.
  protected abstract VpcId vpc();

  protected abstract String zone();

  /// A security group of its VPC.
  protected abstract SecurityGroupId group();

  /// Another one.
  protected abstract SecurityGroupId otherGroup();

  @Test
  void newInstance_described_hasItsPrimaryEniOnly() {
    List<Eni> enis = describe();

    assertEquals(1, enis.size());
    Eni primary = enis.getFirst();
    assertTrue(primary.isPrimary());
    assertTrue(primary.managed());
    assertEquals(subnet(), primary.subnet());
    assertEquals(26, primary.subnetCidr().prefixLength());
    assertTrue(primary.subnetCidr().contains(primary.primary()));
    assertEquals(List.of(), primary.secondaries());
  }

  @Test
  void unknownInstance_described_hasNoEni() {
    Enis enis =
        expect(Enis.class, new CloudRequest.DescribeEnis(new InstanceId("i-0000000000000dead")));

    assertEquals(List.of(), enis.withoutTraits());
  }

  @Test
  void assignedAddresses_areOnlyTheNewOnes_andAreDescribed() {
    EniId eni = primary().id();
    List<IpAddress> first = assign(eni, 2);
    List<IpAddress> second = assign(eni, 3);

    assertEquals(2, first.size());
    assertEquals(3, second.size());
    HashSet<IpAddress> all = new HashSet<>(first);
    all.addAll(second);
    assertEquals(5, all.size());
    assertEquals(all, new HashSet<>(primary().secondaries()));
    assertFalse(all.contains(primary().primary()));
  }

  @Test
  void addressesBeyondTheSlots_assigned_areRefusedAndNothingChanges() {
    EniId eni = primary().id();
    assign(eni, 8);

    assertEquals(Kind.ENI_FULL, refused(new CloudRequest.AssignAddresses(eni, SINGLE, 2)));

    assertEquals(8, primary().secondaries().size());
    assertEquals(1, assign(eni, 1).size());
  }

  @Test
  void unassignedAddresses_areGone_othersStay() {
    EniId eni = primary().id();
    List<IpAddress> addresses = assign(eni, 3);

    expect(
        Done.class,
        new CloudRequest.UnassignAddresses(eni, Portions.ofSingles(addresses.subList(0, 2))));

    assertEquals(addresses.subList(2, 3), primary().secondaries());
  }

  @Test
  void addressThatIsNotThere_unassigned_isNotFoundAndNothingChanges() {
    EniId eni = primary().id();
    List<IpAddress> addresses = assign(eni, 1);
    IpAddress other = addresses.getFirst().plus(7);

    assertEquals(
        Kind.NOT_FOUND,
        refused(
            new CloudRequest.UnassignAddresses(
                eni, Portions.ofSingles(List.of(addresses.getFirst(), other)))));

    assertEquals(addresses, primary().secondaries());
  }

  @Test
  void unknownEni_touched_isNotFound() {
    EniId unknown = new EniId("eni-0000000000000dead");

    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.AssignAddresses(unknown, SINGLE, 1)));
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.AttachEni(unknown, instance(), 1)));
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.DeleteEni(unknown)));
  }

  @Test
  void createdEni_isDescribedOnceItIsAttached() {
    Created created = create("t-1", 4);
    assertEquals(4, created.portions().singles().size());
    assertEquals(subnet(), created.subnet());
    assertEquals(primary().subnetCidr(), created.subnetCidr());
    assertEquals(1, describe().size());

    AttachmentId attachment = attach(created.eni(), 1);

    Eni eni = described(created.eni());
    assertEquals(attachment, eni.attachment());
    assertEquals(1, eni.deviceIndex());
    assertEquals(0, eni.cardIndex());
    assertEquals(created.mac(), eni.mac());
    assertEquals(created.primary(), eni.primary());
    assertEquals(new HashSet<>(created.portions().singles()), new HashSet<>(eni.secondaries()));
    assertTrue(eni.managed());
  }

  @Test
  void eniWithoutSecondaries_created_hasNone() {
    assertEquals(Portions.NONE, create("t-1", 0).portions());
  }

  @Test
  void sameToken_createdAgain_isTheSameEni() {
    Created first = create("t-1", 2);

    assertEquals(first, create("t-1", 2));

    assertNotEquals(first.eni(), create("t-2", 2).eni());
  }

  @Test
  void sameToken_forAnotherEni_isRejected() {
    create("t-1", 2);

    assertEquals(Kind.REJECTED, refused(creation("t-1", 3, Map.of())));
  }

  @Test
  void eniTaggedNotToBeManaged_described_isNotManaged() {
    Created kept =
        expect(
            Created.class, creation("t-1", 1, Map.of("node.k8s.amazonaws.com/no_manage", "true")));
    attach(kept.eni(), 1);

    assertFalse(described(kept.eni()).managed());
    assertTrue(primary().managed());
  }

  @Test
  void fullSubnet_asked_saysSo() {
    assign(primary().id(), 9);
    create("t-1", 9);
    create("t-2", 9);
    create("t-3", 9);
    create("t-4", 9);

    // 59 usable addresses less 5 × 10.
    assertEquals(Kind.SUBNET_FULL, refused(creation("t-5", 9, Map.of())));
    assertEquals(8, create("t-6", 8).portions().count());
    assertEquals(Kind.SUBNET_FULL, refused(creation("t-7", 0, Map.of())));
  }

  @Test
  void enisBeyondTheLimit_attached_areRefused() {
    attach(create("t-1", 0).eni(), 1);
    attach(create("t-2", 0).eni(), 2);
    EniId fourth = create("t-3", 0).eni();

    assertEquals(Kind.INSTANCE_FULL, refused(new CloudRequest.AttachEni(fourth, instance(), 3)));
    assertEquals(3, describe().size());
  }

  @Test
  void takenDeviceIndex_attached_tellsThatTheViewIsStale() {
    attach(create("t-1", 0).eni(), 1);
    EniId second = create("t-2", 0).eni();

    assertEquals(Kind.INSTANCE_FULL, refused(new CloudRequest.AttachEni(second, instance(), 1)));
  }

  @Test
  void attachedEni_attachedAgainOrDeleted_isBusy() {
    EniId eni = create("t-1", 0).eni();
    attach(eni, 1);

    assertEquals(Kind.BUSY, refused(new CloudRequest.AttachEni(eni, instance(), 2)));
    assertEquals(Kind.BUSY, refused(new CloudRequest.DeleteEni(eni)));
  }

  @Test
  void eni_detachedAndDeleted_isGoneAndItsAddressesAreFree() {
    Created created = create("t-1", 3);
    AttachmentId attachment = attach(created.eni(), 1);
    expect(Done.class, new CloudRequest.DeleteOnTermination(created.eni(), attachment));

    expect(Done.class, new CloudRequest.DetachEni(created.eni(), attachment));
    assertEquals(1, describe().size());
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.DetachEni(created.eni(), attachment)));
    expect(Done.class, new CloudRequest.DeleteEni(created.eni()));

    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.DeleteEni(created.eni())));
  }

  @Test
  void primaryEni_detached_isRejected() {
    assertEquals(
        Kind.REJECTED, refused(new CloudRequest.DetachEni(primary().id(), primary().attachment())));
    assertEquals(1, describe().size());
  }

  @Test
  void assignedPrefixes_areOnlyTheNewOnes_alignedAndDescribed_besideSingleAddresses() {
    EniId eni = primary().id();
    List<IpAddress> singles = assign(eni, 1);
    List<Cidr> prefixes = assignPrefixes(eni, 1);

    assertEquals(1, prefixes.size());
    assertEquals(28, prefixes.getFirst().prefixLength());
    assertTrue(primary().subnetCidr().contains(prefixes.getFirst()));
    assertFalse(prefixes.getFirst().contains(primary().primary()));
    assertFalse(prefixes.getFirst().contains(singles.getFirst()));
    assertEquals(new Portions(singles, prefixes), primary().portions());
  }

  @Test
  void prefixes_fillSlotsOfTheEniAsAddressesDo() {
    EniId eni = primary().id();
    assignPrefixes(eni, 1);
    assign(eni, 8);

    assertEquals(Kind.ENI_FULL, refused(new CloudRequest.AssignAddresses(eni, SINGLE, 1)));
    assertEquals(Kind.ENI_FULL, refused(new CloudRequest.AssignAddresses(eni, PREFIX, 1)));
    assertEquals(9, primary().portions().count());
  }

  @Test
  void prefixesBeyondTheSubnetsBlocks_areRefusedAsSuch_andSingleAddressesAreStillThere() {
    EniId eni = primary().id();
    // A /26 has four aligned blocks, of which EC2 and the primary address spoil at least one.
    assertEquals(Kind.NO_PREFIX, refused(new CloudRequest.AssignAddresses(eni, PREFIX, 4)));

    assertEquals(Portions.NONE, primary().portions());
    assertEquals(1, assign(eni, 1).size());
  }

  @Test
  void unassignedPrefix_isGone_othersStay() {
    EniId eni = primary().id();
    Cidr first = assignPrefixes(eni, 1).getFirst();
    Cidr second = assignPrefixes(eni, 1).getFirst();

    expect(
        Done.class, new CloudRequest.UnassignAddresses(eni, Portions.ofPrefixes(List.of(first))));

    assertEquals(Portions.ofPrefixes(List.of(second)), primary().portions());
    assertEquals(
        Kind.NOT_FOUND,
        refused(new CloudRequest.UnassignAddresses(eni, Portions.ofPrefixes(List.of(first)))));
  }

  @Test
  void eniCreatedWithPrefixes_hasThem_attachedToo() {
    Created created =
        expect(
            Created.class,
            new CloudRequest.CreateEni(
                "t-p", subnet(), List.of(group()), PREFIX, 1, "berth", new TreeMap<>()));
    attach(created.eni(), 1);

    assertEquals(1, created.portions().prefixes().size());
    assertEquals(created.portions(), described(created.eni()).portions());
  }

  @Test
  void multiCardType_described_hasTheLimitsOfItsCards() {
    CloudOutcome.Limits answer =
        expect(CloudOutcome.Limits.class, new CloudRequest.DescribeType("p4d.24xlarge"));

    assertEquals(InstanceTypes.bundled().find("p4d.24xlarge"), answer.limits());
  }

  @Test
  void unknownType_described_isRefused() {
    assertEquals(Kind.REJECTED, refused(new CloudRequest.DescribeType("m99.huge")));
  }

  @Test
  void createdEni_attached_showsItsTraits() {
    ConnectionTracking tracking = new ConnectionTracking(350, 0, 45);
    Created created =
        expect(
            Created.class,
            new CloudRequest.CreateEni(
                "t-1",
                subnet(),
                List.of(group(), otherGroup()),
                SINGLE,
                1,
                "berth",
                new TreeMap<>(Map.of(INSTANCE_TAG, instance().value())),
                tracking));
    attach(created.eni(), 1);

    assertEquals(
        new EniTraits(EniType.ORDINARY, true, false, List.of(group(), otherGroup()), tracking),
        traits(created.eni()));
    assertTrue(traits(primary().id()).deleteOnTermination());
    assertFalse(traits(primary().id()).tagged());
    assertEquals(ConnectionTracking.DEFAULT, traits(primary().id()).tracking());
  }

  @Test
  void deleteOnTermination_set_isDescribed() {
    EniId eni = create("t-1", 0).eni();
    AttachmentId attachment = attach(eni, 1);
    assertFalse(traits(eni).deleteOnTermination());

    expect(Done.class, new CloudRequest.DeleteOnTermination(eni, attachment));

    assertTrue(traits(eni).deleteOnTermination());
  }

  @Test
  void securityGroups_set_replaceThoseBefore_unknownOnesAreRefused() {
    EniId eni = create("t-1", 0).eni();
    attach(eni, 1);

    expect(Done.class, new CloudRequest.SetSecurityGroups(eni, List.of(otherGroup())));
    assertEquals(List.of(otherGroup()), traits(eni).securityGroups());

    SecurityGroupId unknown = new SecurityGroupId("sg-0000000000000dead");
    assertEquals(
        Kind.NOT_FOUND, refused(new CloudRequest.SetSecurityGroups(eni, List.of(unknown))));
    assertEquals(
        Kind.NOT_FOUND,
        refused(
            new CloudRequest.SetSecurityGroups(
                new EniId("eni-0000000000000dead"), List.of(group()))));
    assertEquals(List.of(otherGroup()), traits(eni).securityGroups());
  }

  @Test
  void subnets_ofTheVpcAndZone_countTheirFreeAddresses() {
    SubnetSeen before = theSubnet();
    assertEquals(subnet(), before.id());
    assertEquals(primary().subnetCidr(), before.cidr());

    create("t-1", 4);

    assertEquals(before.freeAddresses() - 5, theSubnet().freeAddresses());
    assertEquals(List.of(), subnets(new VpcId("vpc-0000000000000dead"), zone()));
    assertEquals(List.of(), subnets(vpc(), zone() + "x"));
  }

  @Test
  void subnetWithoutReservations_hasNone_unknownOneIsNotFound() {
    assertEquals(
        new Reservations(List.of(), List.of()),
        expect(Reservations.class, new CloudRequest.DescribeReservations(subnet())));
    assertEquals(
        Kind.NOT_FOUND,
        refused(new CloudRequest.DescribeReservations(new SubnetId("subnet-0000000000000dead"))));
  }

  @Test
  void availableEnis_areThoseWithTheTags_attachedOnesAreNot() {
    Map<String, String> tags = Map.of(INSTANCE_TAG, instance().value(), "cluster", "c");
    EniId eni = expect(Created.class, creation("t-1", 1, tags)).eni();
    create("t-2", 0);

    List<EniAvailable> all = available(vpc(), Map.of("cluster", "c"));
    assertEquals(
        List.of(new EniAvailable(eni, EniType.ORDINARY, "berth", new TreeMap<>(tags))), all);
    assertEquals(all, available(vpc(), tags));
    assertEquals(List.of(), available(vpc(), Map.of("cluster", "d")));
    assertEquals(List.of(), available(new VpcId("vpc-0000000000000dead"), tags));

    attach(eni, 1);
    assertEquals(List.of(), available(vpc(), tags));
  }

  @Test
  void instances_askedFor_areThoseThatExist() {
    InstanceId none = new InstanceId("i-0000000000000dead");

    assertEquals(
        Set.of(instance()),
        expect(Instances.class, new CloudRequest.DescribeInstances(List.of(none, instance())))
            .existing());
    assertEquals(
        Set.of(),
        expect(Instances.class, new CloudRequest.DescribeInstances(List.of(none))).existing());
  }

  @Test
  void refusal_hasASentenceForPeople() {
    Failed failed =
        expect(Failed.class, new CloudRequest.AssignAddresses(primary().id(), SINGLE, 10));

    assertEquals(
        "PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.",
        failed.failure().sentence());
  }

  private List<Eni> describe() {
    return expect(Enis.class, new CloudRequest.DescribeEnis(instance())).withoutTraits();
  }

  private Eni primary() {
    return describe().stream().filter(Eni::isPrimary).findFirst().orElseThrow();
  }

  private Eni described(EniId id) {
    return describe().stream().filter(eni -> eni.id().equals(id)).findFirst().orElseThrow();
  }

  private EniTraits traits(EniId id) {
    return expect(Enis.class, new CloudRequest.DescribeEnis(instance())).enis().stream()
        .filter(seen -> seen.eni().id().equals(id))
        .map(EniSeen::traits)
        .findFirst()
        .orElseThrow();
  }

  private List<SubnetSeen> subnets(VpcId vpc, String zone) {
    return expect(Subnets.class, new CloudRequest.DescribeSubnets(vpc, zone)).subnets();
  }

  private SubnetSeen theSubnet() {
    List<SubnetSeen> all = subnets(vpc(), zone());
    assertEquals(1, all.size(), all.toString());
    return all.getFirst();
  }

  private List<EniAvailable> available(VpcId vpc, Map<String, String> tags) {
    return expect(AvailableEnis.class, new CloudRequest.DescribeAvailable(vpc, new TreeMap<>(tags)))
        .enis();
  }

  private List<IpAddress> assign(EniId eni, int count) {
    return expect(Assigned.class, new CloudRequest.AssignAddresses(eni, SINGLE, count))
        .portions()
        .singles();
  }

  private List<Cidr> assignPrefixes(EniId eni, int count) {
    return expect(Assigned.class, new CloudRequest.AssignAddresses(eni, PREFIX, count))
        .portions()
        .prefixes();
  }

  private Created create(String token, int secondaries) {
    return expect(Created.class, creation(token, secondaries, Map.of()));
  }

  private CloudRequest creation(String token, int secondaries, Map<String, String> tags) {
    return new CloudRequest.CreateEni(
        token, subnet(), List.of(group()), SINGLE, secondaries, "berth", new TreeMap<>(tags));
  }

  private AttachmentId attach(EniId eni, int deviceIndex) {
    return expect(Attached.class, new CloudRequest.AttachEni(eni, instance(), deviceIndex))
        .attachment();
  }

  private Kind refused(CloudRequest request) {
    return expect(Failed.class, request).failure().kind();
  }

  private <T extends CloudOutcome> T expect(Class<T> type, CloudRequest request) {
    CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
    cloud()
        .submit(
            request, outcome -> assertTrue(answer.complete(outcome), "answered twice: " + request));
    try {
      return assertInstanceOf(type, answer.get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + request, e);
    }
  }
}
