package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.Map;

/// Reads the requests with which a client makes its world and takes it down again.
final class SetupActions {

  private final VpcSettings settings;
  private final InstanceListing instances;

  SetupActions(VpcSettings settings) {
    this.settings = settings;
    this.instances = new InstanceListing(settings);
  }

  Prepared createVpc(Parameters parameters) {
    Command.Setup step =
        new Command.CreateVpc(
            RequestValues.cidr("CidrBlock", parameters.require("CidrBlock")),
            parameters.flag("AmazonProvidedIpv6CidrBlock", false));
    parameters.text("InstanceTenancy", "default");
    Map<String, String> tags = RequestValues.tagSpecification(parameters, "vpc");
    return new Prepared(
        new Command.Administer(Action.CREATE_VPC, step, tags),
        (xml, outcome, view) -> {
          if (outcome instanceof Outcome.VpcCreated(var vpc)) {
            xml.element("vpc", () -> PlaceListings.writeVpc(xml, vpc, view, settings));
          }
        });
  }

  Prepared createSubnet(Parameters parameters) {
    String ipv6 = parameters.find("Ipv6CidrBlock");
    Command.Setup step =
        new Command.CreateSubnet(
            new VpcId(Ids.vpc(parameters.require("VpcId"))),
            RequestValues.cidr("CidrBlock", parameters.require("CidrBlock")),
            parameters.text("AvailabilityZone", settings.region() + "a"),
            ipv6 == null ? null : RequestValues.cidr("Ipv6CidrBlock", ipv6));
    Map<String, String> tags = RequestValues.tagSpecification(parameters, "subnet");
    return new Prepared(
        new Command.Administer(Action.CREATE_SUBNET, step, tags),
        (xml, outcome, view) -> {
          if (outcome instanceof Outcome.SubnetCreated(var subnet)) {
            xml.element("subnet", () -> PlaceListings.writeSubnet(xml, subnet, view, settings));
          }
        });
  }

  Prepared createGroup(Parameters parameters) {
    Command.Setup step =
        new Command.CreateSecurityGroup(
            new VpcId(Ids.vpc(parameters.require("VpcId"))),
            parameters.require("GroupName"),
            parameters.require("GroupDescription"));
    Map<String, String> tags = RequestValues.tagSpecification(parameters, "security-group");
    return new Prepared(
        new Command.Administer(Action.CREATE_SECURITY_GROUP, step, tags),
        (xml, outcome, view) -> {
          if (outcome instanceof Outcome.GroupCreated(var group)) {
            xml.leaf("return", true).leaf("groupId", group.id());
            InterfaceForm.tags(xml, view, group.id().value());
          }
        });
  }

  Prepared deleteVpc(Parameters parameters) {
    return delete(
        Action.DELETE_VPC, new Command.DeleteVpc(new VpcId(Ids.vpc(parameters.require("VpcId")))));
  }

  Prepared deleteSubnet(Parameters parameters) {
    return delete(
        Action.DELETE_SUBNET,
        new Command.DeleteSubnet(new SubnetId(Ids.subnet(parameters.require("SubnetId")))));
  }

  Prepared deleteGroup(Parameters parameters) {
    return delete(
        Action.DELETE_SECURITY_GROUP,
        new Command.DeleteSecurityGroup(
            new SecurityGroupId(Ids.group(parameters.require("GroupId")))));
  }

  private static Prepared delete(Action action, Command.Setup step) {
    return Prepared.plain(new Command.Administer(action, step, Map.of()));
  }

  /// Takes image and key pair, which change nothing here; one network interface at most.
  Prepared runInstances(Parameters parameters) {
    parameters.text("ImageId", "");
    parameters.text("KeyName", "");
    List<String> interfaces = parameters.members("NetworkInterface");
    if (interfaces.size() > 1) {
      throw RefusedException.of(
          "InvalidParameterCombination",
          "The testbed launches an instance with its primary network interface only");
    }
    String place = interfaces.isEmpty() ? "" : interfaces.getFirst() + ".";
    if (!place.isEmpty() && parameters.integer(place + "DeviceIndex", 0) != 0) {
      throw RefusedException.invalid(
          "DeviceIndex", parameters.text(place + "DeviceIndex", ""), "The primary one has index 0");
    }
    SubnetId subnet = new SubnetId(Ids.subnet(parameters.require(place + "SubnetId")));
    List<SecurityGroupId> groups =
        parameters.list(place + "SecurityGroupId").stream()
            .map(Ids::group)
            .map(SecurityGroupId::new)
            .toList();
    parameters.require("MinCount");
    parameters.require("MaxCount");
    Command.RunInstances command =
        new Command.RunInstances(
            parameters.text("ClientToken", ""),
            new Command.RunInstance(parameters.text("InstanceType", "m1.small"), subnet, groups),
            parameters.integer("MinCount", 1),
            parameters.integer("MaxCount", 1),
            RequestValues.tagSpecification(parameters, "instance", "network-interface"),
            RequestValues.tagSpecification(parameters, "network-interface", "instance"));
    return new Prepared(
        command,
        (xml, outcome, view) -> {
          if (outcome instanceof Outcome.Launched(var launched)) {
            String first = launched.getFirst().id().value();
            xml.leaf("reservationId", "r" + first.substring(1))
                .leaf("ownerId", settings.accountId())
                .raw("<groupSet/>")
                .set("instancesSet", launched, (x, one) -> instances.write(x, one, view));
          }
        });
  }

  Prepared terminateInstances(Parameters parameters) {
    List<InstanceId> ids =
        parameters.list("InstanceId").stream().map(Ids::instance).map(InstanceId::new).toList();
    if (ids.isEmpty()) {
      throw RefusedException.missing("InstanceId");
    }
    return new Prepared(
        new Command.TerminateInstances(ids),
        (xml, outcome, _) -> {
          if (outcome instanceof Outcome.Terminated(var before)) {
            xml.set("instancesSet", before, SetupActions::writeTermination);
          }
        });
  }

  private static void writeTermination(Xml xml, Instance before) {
    xml.leaf("instanceId", before.id())
        .element("currentState", () -> InstanceListing.state(xml, false))
        .element("previousState", () -> InstanceListing.state(xml, before.running()));
  }

  static Prepared deleteTags(Parameters parameters) {
    List<String> resources = parameters.list("ResourceId");
    if (resources.isEmpty()) {
      throw RefusedException.missing("resourceIdSet");
    }
    List<Command.DeleteTags.TagMatch> tags =
        parameters.members("Tag").stream()
            .map(member ->
                new Command.DeleteTags.TagMatch(
                    parameters.require(member + ".Key"), parameters.find(member + ".Value")))
            .toList();
    return Prepared.plain(new Command.DeleteTags(resources, tags));
  }
}
