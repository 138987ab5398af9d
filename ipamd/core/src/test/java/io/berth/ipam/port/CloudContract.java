package io.berth.ipam.port;

import static io.berth.ipam.model.AddressKind.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Done;
import io.berth.ipam.port.CloudOutcome.Enis;
import io.berth.ipam.port.CloudOutcome.Failed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [Cloud] does, so that the core behaves the same on the fake and on EC2. Runs against
/// an instance of type m5.large (3 ENIs of 10 addresses) in a subnet of its own with a /26 block,
/// and looks at it through the port only.
public abstract class CloudContract extends CloudLooksContract {

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
  void refusal_hasASentenceForPeople() {
    Failed failed =
        expect(Failed.class, new CloudRequest.AssignAddresses(primary().id(), SINGLE, 10));

    assertEquals(
        "PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.",
        failed.failure().sentence());
  }
}
