package io.berth.ipamd.ec2;

import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Turns each request of the port into calls of the SDK and their answers into outcomes. Blocks.
/// Safe for any thread.
final class Ec2Calls {

  private final Invoker invoker;
  private final Looks looks;
  private final boolean manageUntagged;
  private final Map<SubnetId, Cidr> subnetCidrs = new ConcurrentHashMap<>();

  Ec2Calls(Invoker invoker, boolean manageUntagged) {
    this.invoker = invoker;
    this.looks = new Looks(invoker);
    this.manageUntagged = manageUntagged;
  }

  /// Performs a request; whatever EC2 answers is a value.
  CloudOutcome outcome(CloudRequest request) {
    try {
      return perform(request);
    } catch (CallFailedException e) {
      return new CloudOutcome.Failed(
          asksForPrefixes(request) ? e.failure().toPrefixRequest() : e.failure());
    } catch (IllegalArgumentException e) {
      // EC2 answered, but a part of the answer is missing or malformed.
      return new CloudOutcome.Failed(
          CloudFailures.unusable(e, CloudAction.of(request) != CloudAction.DESCRIBE));
    }
  }

  private static boolean asksForPrefixes(CloudRequest request) {
    return switch (request) {
      case CloudRequest.AssignAddresses assign -> assign.kind() == AddressKind.PREFIX;
      case CloudRequest.CreateEni create -> create.kind() == AddressKind.PREFIX;
      case CloudRequest.DescribeEnis _,
          CloudRequest.DescribeType _,
          CloudRequest.UnassignAddresses _,
          CloudRequest.AttachEni _,
          CloudRequest.DeleteOnTermination _,
          CloudRequest.DetachEni _,
          CloudRequest.DeleteEni _,
          CloudRequest.SetSecurityGroups _,
          CloudRequest.DescribeSubnets _,
          CloudRequest.DescribeReservations _,
          CloudRequest.DescribeAvailable _,
          CloudRequest.DescribeInstances _ ->
          false;
    };
  }

  /// @throws CallFailedException when EC2 did not do it
  /// @throws IllegalArgumentException when its answer cannot be used
  private CloudOutcome perform(CloudRequest request) throws CallFailedException {
    return switch (request) {
      case CloudRequest.DescribeEnis(InstanceId instance) -> describe(instance);
      case CloudRequest.DescribeType(String type) -> new CloudOutcome.Limits(limits(type));
      case CloudRequest.AssignAddresses assign -> assign(assign);
      case CloudRequest.UnassignAddresses unassign -> unassign(unassign);
      case CloudRequest.CreateEni create -> create(create);
      case CloudRequest.AttachEni attach -> attach(attach);
      case CloudRequest.DeleteOnTermination delete -> deleteOnTermination(delete);
      case CloudRequest.DetachEni detach -> detach(detach);
      case CloudRequest.DeleteEni(EniId eni) -> delete(eni);
      case CloudRequest.SetSecurityGroups set -> setSecurityGroups(set);
      case CloudRequest.DescribeSubnets(VpcId vpc, String zone) -> looks.subnets(vpc, zone);
      case CloudRequest.DescribeReservations(SubnetId subnet) -> looks.reservations(subnet);
      case CloudRequest.DescribeAvailable(VpcId vpc, SortedMap<String, String> tags) ->
          looks.available(vpc, tags);
      case CloudRequest.DescribeInstances(List<InstanceId> instances) -> looks.instances(instances);
    };
  }

  private CloudOutcome describe(InstanceId instance) throws CallFailedException {
    List<EniSeen> enis = new ArrayList<>();
    for (NetworkInterface eni :
        looks.networkInterfaces(Looks.filter("attachment.instance-id", instance.value()))) {
      if (EniForm.isAttached(eni)) {
        Cidr subnet = subnetCidr(new SubnetId(Answered.part(eni.subnetId(), "subnetId")));
        enis.add(
            new EniSeen(
                EniForm.eni(eni, subnet, instance, manageUntagged), EniForm.traits(eni, instance)));
      }
    }
    return new CloudOutcome.Enis(enis);
  }

  private InstanceLimits limits(String instanceType) throws CallFailedException {
    DescribeInstanceTypesResponse answer =
        invoker.read(
            "DescribeInstanceTypes",
            (ec2, mark) ->
                ec2.describeInstanceTypes(
                    b -> b.instanceTypesWithStrings(instanceType).overrideConfiguration(mark)));
    return TypeForm.limits(Answered.first(answer.instanceTypes(), "instance type"));
  }

  private CloudOutcome assign(CloudRequest.AssignAddresses request) throws CallFailedException {
    AssignPrivateIpAddressesResponse answer =
        invoker.change(
            "AssignPrivateIpAddresses",
            (ec2, mark) ->
                ec2.assignPrivateIpAddresses(b ->
                    b.networkInterfaceId(request.eni().value())
                        .secondaryPrivateIpAddressCount(
                            count(request.kind(), AddressKind.SINGLE, request.count()))
                        .ipv4PrefixCount(count(request.kind(), AddressKind.PREFIX, request.count()))
                        .overrideConfiguration(mark)));
    List<IpAddress> singles =
        answer.assignedPrivateIpAddresses().stream()
            .map(AssignedPrivateIpAddress::privateIpAddress)
            .map(Answered::address)
            .toList();
    return new CloudOutcome.Assigned(
        new Portions(
            singles,
            EniForm.prefixes(answer.assignedIpv4Prefixes(), Ipv4PrefixSpecification::ipv4Prefix)));
  }

  private CloudOutcome unassign(CloudRequest.UnassignAddresses request) throws CallFailedException {
    Portions portions = request.portions();
    invoker.change(
        "UnassignPrivateIpAddresses",
        (ec2, mark) ->
            ec2.unassignPrivateIpAddresses(b ->
                b.networkInterfaceId(request.eni().value())
                    .privateIpAddresses(texts(portions.singles()))
                    .ipv4Prefixes(texts(portions.prefixes()))
                    .overrideConfiguration(mark)));
    return new CloudOutcome.Done();
  }

  /// The count for a parameter of one kind; `null`, which leaves the parameter out, for the other.
  private static @Nullable Integer count(AddressKind asked, AddressKind parameter, int count) {
    return asked == parameter && count > 0 ? count : null;
  }

  /// `null`, which leaves the parameter out, when there are none: EC2 refuses an empty list.
  private static @Nullable List<String> texts(List<?> values) {
    return values.isEmpty() ? null : values.stream().map(Object::toString).toList();
  }

  private CloudOutcome create(CloudRequest.CreateEni request) throws CallFailedException {
    // Looked up before the creation, so that its failure leaves nothing behind.
    Cidr subnetCidr = subnetCidr(request.subnet());
    CreateNetworkInterfaceResponse answer =
        invoker.change(
            "CreateNetworkInterface",
            (ec2, mark) ->
                ec2.createNetworkInterface(b ->
                    b.clientToken(request.clientToken())
                        .subnetId(request.subnet().value())
                        .groups(ids(request.securityGroups()))
                        .connectionTrackingSpecification(tracking(request.tracking()))
                        .secondaryPrivateIpAddressCount(
                            count(request.kind(), AddressKind.SINGLE, request.count()))
                        .ipv4PrefixCount(count(request.kind(), AddressKind.PREFIX, request.count()))
                        .description(request.description())
                        .tagSpecifications(tags(request.tags()))
                        .overrideConfiguration(mark)));
    NetworkInterface eni = Answered.part(answer.networkInterface(), "networkInterface");
    return new CloudOutcome.Created(
        EniForm.id(eni),
        EniForm.mac(eni),
        request.subnet(),
        subnetCidr,
        Answered.address(eni.privateIpAddress()),
        EniForm.portions(eni));
  }

  private CloudOutcome attach(CloudRequest.AttachEni request) throws CallFailedException {
    AttachNetworkInterfaceResponse answer =
        invoker.change(
            "AttachNetworkInterface",
            (ec2, mark) ->
                ec2.attachNetworkInterface(b ->
                    b.networkInterfaceId(request.eni().value())
                        .instanceId(request.instance().value())
                        .deviceIndex(request.deviceIndex())
                        .networkCardIndex(0)
                        .overrideConfiguration(mark)));
    return new CloudOutcome.Attached(
        new AttachmentId(Answered.part(answer.attachmentId(), "attachmentId")));
  }

  private CloudOutcome deleteOnTermination(CloudRequest.DeleteOnTermination request)
      throws CallFailedException {
    invoker.change(
        "ModifyNetworkInterfaceAttribute",
        (ec2, mark) ->
            ec2.modifyNetworkInterfaceAttribute(b ->
                b.networkInterfaceId(request.eni().value())
                    .attachment(
                        a -> a.attachmentId(request.attachment().value()).deleteOnTermination(true))
                    .overrideConfiguration(mark)));
    return new CloudOutcome.Done();
  }

  private CloudOutcome setSecurityGroups(CloudRequest.SetSecurityGroups request)
      throws CallFailedException {
    invoker.change(
        "ModifyNetworkInterfaceAttribute",
        (ec2, mark) ->
            ec2.modifyNetworkInterfaceAttribute(b ->
                b.networkInterfaceId(request.eni().value())
                    .groups(ids(request.groups()))
                    .overrideConfiguration(mark)));
    return new CloudOutcome.Done();
  }

  private static List<String> ids(List<SecurityGroupId> groups) {
    return groups.stream().map(SecurityGroupId::value).toList();
  }

  private CloudOutcome detach(CloudRequest.DetachEni request) throws CallFailedException {
    invoker.change(
        "DetachNetworkInterface",
        (ec2, mark) ->
            ec2.detachNetworkInterface(
                b -> b.attachmentId(request.attachment().value()).overrideConfiguration(mark)));
    return new CloudOutcome.Done();
  }

  private CloudOutcome delete(EniId eni) throws CallFailedException {
    invoker.change(
        "DeleteNetworkInterface",
        (ec2, mark) ->
            ec2.deleteNetworkInterface(
                b -> b.networkInterfaceId(eni.value()).overrideConfiguration(mark)));
    return new CloudOutcome.Done();
  }

  /// `null`, which leaves the parameter out, for EC2's defaults.
  private static @Nullable ConnectionTrackingSpecificationRequest tracking(
      ConnectionTracking tracking) {
    return tracking.isDefault()
        ? null
        : ConnectionTrackingSpecificationRequest.builder()
            .tcpEstablishedTimeout(orNull(tracking.tcpEstablishedSeconds()))
            .udpStreamTimeout(orNull(tracking.udpStreamSeconds()))
            .udpTimeout(orNull(tracking.udpSeconds()))
            .build();
  }

  private static @Nullable Integer orNull(int seconds) {
    return seconds == 0 ? null : seconds;
  }

  /// A subnet's block never changes, so it is asked for once.
  private Cidr subnetCidr(SubnetId subnet) throws CallFailedException {
    Cidr known = subnetCidrs.get(subnet);
    if (known != null) {
      return known;
    }
    DescribeSubnetsResponse answer =
        invoker.read(
            "DescribeSubnets",
            (ec2, mark) ->
                ec2.describeSubnets(b -> b.subnetIds(subnet.value()).overrideConfiguration(mark)));
    String block = Answered.first(answer.subnets(), "subnet").cidrBlock();
    Cidr cidr = block == null ? EniForm.NO_BLOCK : Cidr.parse(block);
    subnetCidrs.put(subnet, cidr);
    return cidr;
  }

  private static List<TagSpecification> tags(Map<String, String> tags) {
    if (tags.isEmpty()) {
      return List.of();
    }
    List<Tag> each =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return List.of(
        TagSpecification.builder().resourceType(ResourceType.NETWORK_INTERFACE).tags(each).build());
  }
}
