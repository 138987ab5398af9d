package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the requests that make and change ENIs, and CreateTags.
final class InterfaceActions {

  private final InterfaceForm form;

  InterfaceActions(VpcSettings settings) {
    this.form = new InterfaceForm(settings);
  }

  Prepared create(Parameters parameters) {
    SubnetId subnet = new SubnetId(Ids.subnet(parameters.require("SubnetId")));
    String type = parameters.text("InterfaceType", "interface");
    if (!type.equals("interface")) {
      throw RefusedException.invalid(
          "InterfaceType", type, "The testbed makes only interfaces of type interface");
    }
    String token = parameters.text("ClientToken", "");
    Command.CreateInterface command =
        new Command.CreateInterface(
            subnet,
            parameters.text("Description", ""),
            groups(parameters),
            ipv4(parameters),
            RequestValues.tagSpecification(parameters, "network-interface"),
            token,
            TrackingForm.read(parameters));
    return new Prepared(
        command,
        (xml, outcome, view) -> {
          if (outcome instanceof Outcome.InterfaceCreated(NetworkInterface created)) {
            xml.element("networkInterface", () -> form.write(xml, created, view));
          }
          if (!token.isEmpty()) {
            xml.leaf("clientToken", token);
          }
        });
  }

  /// Create names explicit addresses in two ways: the primary alone, or a list with marks.
  private static Ipv4Request ipv4(Parameters parameters) {
    String primaryText = parameters.find("PrivateIpAddress");
    @Nullable IpAddress primary =
        primaryText == null ? null : RequestValues.address("PrivateIpAddress", primaryText);
    List<IpAddress> secondaries = new ArrayList<>();
    for (String member : parameters.members("PrivateIpAddresses")) {
      String name = member + ".PrivateIpAddress";
      IpAddress address = RequestValues.address(name, parameters.require(name));
      if (!parameters.flag(member + ".Primary", false)) {
        secondaries.add(address);
      } else if (primary == null) {
        primary = address;
      } else {
        throw RefusedException.of(
            "InvalidParameterCombination", "More than one primary private IP address is given");
      }
    }
    List<Cidr> prefixes = new ArrayList<>();
    for (String member : parameters.members("Ipv4Prefix")) {
      String name = member + ".Ipv4Prefix";
      prefixes.add(RequestValues.cidr(name, parameters.require(name)));
    }
    return new Ipv4Request(
        primary,
        secondaries,
        parameters.count("SecondaryPrivateIpAddressCount"),
        prefixes,
        parameters.count("Ipv4PrefixCount"));
  }

  private static List<SecurityGroupId> groups(Parameters parameters) {
    return parameters.list("SecurityGroupId").stream()
        .map(Ids::group)
        .map(SecurityGroupId::new)
        .toList();
  }

  Prepared attach(Parameters parameters) {
    EniId eni = new EniId(Ids.eni(parameters.require("NetworkInterfaceId")));
    InstanceId instance = new InstanceId(Ids.instance(parameters.require("InstanceId")));
    parameters.require("DeviceIndex");
    return new Prepared(
        new Command.AttachInterface(
            eni,
            instance,
            parameters.integer("DeviceIndex", 0),
            parameters.integer("NetworkCardIndex", 0)),
        (xml, outcome, _) -> {
          if (outcome instanceof Outcome.AttachBegun(var attachment, var card)) {
            xml.leaf("attachmentId", attachment).leaf("networkCardIndex", card);
          }
        });
  }

  Prepared detach(Parameters parameters) {
    String attachment = Ids.attachment(parameters.require("AttachmentId"));
    parameters.flag("Force", false);
    return Prepared.plain(new Command.DetachInterface(new AttachmentId(attachment)));
  }

  Prepared delete(Parameters parameters) {
    return Prepared.plain(
        new Command.DeleteInterface(new EniId(Ids.eni(parameters.require("NetworkInterfaceId")))));
  }

  Prepared modify(Parameters parameters) {
    EniId eni = new EniId(Ids.eni(parameters.require("NetworkInterfaceId")));
    List<Command.Modification> wanted = new ArrayList<>();
    List<SecurityGroupId> groups = groups(parameters);
    if (!groups.isEmpty()) {
      wanted.add(new Command.Modification.Groups(groups));
    }
    String description = parameters.find("Description.Value");
    if (description != null) {
      wanted.add(new Command.Modification.Description(description));
    }
    if (parameters.find("SourceDestCheck.Value") != null) {
      wanted.add(
          new Command.Modification.SourceDestCheck(parameters.flag("SourceDestCheck.Value", true)));
    }
    ConnectionTracking tracking = TrackingForm.read(parameters);
    if (!tracking.isDefault()) {
      wanted.add(new Command.Modification.Tracking(tracking));
    }
    String attachment = parameters.find("Attachment.AttachmentId");
    if (attachment != null) {
      parameters.require("Attachment.DeleteOnTermination");
      wanted.add(
          new Command.Modification.DeleteOnTermination(
              new AttachmentId(Ids.attachment(attachment)),
              parameters.flag("Attachment.DeleteOnTermination", false)));
    }
    if (wanted.size() != 1) {
      throw RefusedException.of(
          wanted.isEmpty() ? "MissingParameter" : "InvalidParameterCombination",
          "The request must change exactly one attribute, not " + wanted.size());
    }
    return Prepared.plain(new Command.ModifyInterface(eni, wanted.getFirst()));
  }

  Prepared tag(Parameters parameters) {
    List<String> resources = parameters.list("ResourceId");
    if (resources.isEmpty()) {
      throw RefusedException.missing("resourceIdSet");
    }
    Map<String, String> tags = RequestValues.tags(parameters, "Tag");
    if (tags.isEmpty()) {
      throw RefusedException.missing("tagSet");
    }
    return Prepared.plain(new Command.CreateTags(resources, tags));
  }
}
