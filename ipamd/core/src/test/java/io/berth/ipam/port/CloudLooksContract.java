package io.berth.ipam.port;

import static io.berth.ipam.model.AddressKind.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Done;
import io.berth.ipam.port.CloudOutcome.Instances;
import io.berth.ipam.port.CloudOutcome.Reservations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The part of [CloudContract] about what can be looked at, and what is set beside addresses.
public abstract class CloudLooksContract extends CloudPrefixContract {

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
}
