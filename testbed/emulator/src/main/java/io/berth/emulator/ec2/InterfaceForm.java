package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.DerivedNames;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import java.util.Collection;

/// Writes an ENI: as `NetworkInterface` and, shorter, as `InstanceNetworkInterface`.
final class InterfaceForm {

  private final VpcSettings settings;

  InterfaceForm(VpcSettings settings) {
    this.settings = settings;
  }

  void write(Xml xml, NetworkInterface eni, VpcView view) {
    xml.leaf("availabilityZone", eni.zone())
        .leaf("availabilityZoneId", DerivedNames.zoneId(eni.zone()))
        .leaf("requesterManaged", false);
    common(xml, eni, view);
    Attachment attachment = eni.attachment();
    if (attachment != null) {
      xml.element(
          "attachment",
          () -> {
            xml.leaf("instanceId", attachment.instance())
                .leaf("instanceOwnerId", settings.accountId());
            attachment(xml, attachment);
          });
    }
    tags(xml, view, eni.id().value());
    TrackingForm.write(xml, eni.tracking());
    xml.leaf("denyAllIgwTraffic", false).leaf("ipv6Native", false);
  }

  void writeOfInstance(Xml xml, NetworkInterface eni, VpcView view) {
    common(xml, eni, view);
    Attachment attachment = eni.attachment();
    if (attachment != null) {
      xml.element("attachment", () -> attachment(xml, attachment));
    }
  }

  private void common(Xml xml, NetworkInterface eni, VpcView view) {
    xml.leaf("networkInterfaceId", eni.id())
        .leaf("subnetId", eni.subnet())
        .leaf("vpcId", eni.vpc())
        .leaf("description", eni.description())
        .leaf("ownerId", settings.accountId())
        .leaf("status", eni.status())
        .leaf("macAddress", eni.mac())
        .leaf("privateIpAddress", eni.primary())
        .leaf("privateDnsName", dns(eni.primary()))
        .leaf("sourceDestCheck", eni.sourceDestCheck())
        .leaf("interfaceType", "interface");
    groups(xml, eni.groups(), view);
    xml.set("privateIpAddressesSet", eni.addresses(), (x, address) -> address(x, address, eni));
    if (!eni.prefixes().isEmpty()) {
      xml.set("ipv4PrefixSet", eni.prefixes(), (x, prefix) -> x.leaf("ipv4Prefix", prefix));
    }
    xml.set(
        "ipv6AddressesSet",
        eni.ipv6().addresses(),
        (x, address) -> x.leaf("ipv6Address", address).leaf("isPrimaryIpv6", false));
    if (!eni.ipv6().prefixes().isEmpty()) {
      xml.set("ipv6PrefixSet", eni.ipv6().prefixes(), (x, prefix) -> x.leaf("ipv6Prefix", prefix));
    }
  }

  private void address(Xml xml, IpAddress address, NetworkInterface eni) {
    xml.leaf("privateIpAddress", address)
        .leaf("privateDnsName", dns(address))
        .leaf("primary", address.equals(eni.primary()));
  }

  private static void attachment(Xml xml, Attachment attachment) {
    xml.leaf("attachmentId", attachment.id())
        .leaf("deviceIndex", attachment.deviceIndex())
        .leaf("networkCardIndex", attachment.cardIndex())
        .leaf("status", attachment.status().wireName())
        .leaf("attachTime", Times.text(attachment.attachedAtMillis()))
        .leaf("deleteOnTermination", attachment.deleteOnTermination());
  }

  private String dns(IpAddress address) {
    return DerivedNames.privateDns(address, settings.region());
  }

  static void groups(Xml xml, Collection<SecurityGroupId> groups, VpcView view) {
    xml.set(
        "groupSet",
        groups,
        (x, id) -> {
          SecurityGroup group = view.securityGroup(id);
          x.leaf("groupId", id).leaf("groupName", group == null ? "" : group.name());
        });
  }

  static void tags(Xml xml, VpcView view, String resource) {
    xml.set(
        "tagSet",
        view.tags(resource).entrySet(),
        (x, tag) -> x.leaf("key", tag.getKey()).leaf("value", tag.getValue()));
  }
}
