package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.DerivedNames;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DescribeVpcs, DescribeSubnets and DescribeSecurityGroups.
final class PlaceListings {

  private static final Listing.Pages PAGES = new Listing.Pages(5, 1_000, 1_000, true);

  private PlaceListings() {}

  static Listing<Vpc> vpcs(VpcSettings settings) {
    Filters<Vpc> filters =
        new Filters<Vpc>(vpc -> vpc.id().value())
            .one("vpc-id", Vpc::id)
            .one("state", _ -> "available")
            .one("owner-id", _ -> settings.accountId())
            .one("cidr", vpc -> vpc.cidrs().getFirst())
            .one("is-default", _ -> false)
            .all(
                "cidr-block-association.cidr-block",
                vpc -> vpc.cidrs().stream().map(Cidr::toString).toList());
    return new Listing<>(
        Action.DESCRIBE_VPCS,
        "vpcSet",
        "VpcId",
        VpcView::vpcs,
        vpc -> vpc.id().value(),
        Ids::vpc,
        id -> notFound("InvalidVpcID.NotFound", "vpc", id),
        filters,
        PAGES,
        (xml, vpc, view) -> writeVpc(xml, vpc, view, settings));
  }

  static void writeVpc(Xml xml, Vpc vpc, VpcView view, VpcSettings settings) {
    xml.leaf("vpcId", vpc.id())
        .leaf("ownerId", settings.accountId())
        .leaf("state", "available")
        .leaf("cidrBlock", vpc.cidrs().getFirst())
        .leaf("isDefault", false)
        .leaf("instanceTenancy", "default");
    xml.set(
        "cidrBlockAssociationSet",
        vpc.cidrs(),
        (x, cidr) ->
            x.leaf(
                    "associationId",
                    "vpc-cidr-assoc-" + vpc.id().value().substring(4) + vpc.cidrs().indexOf(cidr))
                .leaf("cidrBlock", cidr)
                .element("cidrBlockState", () -> x.leaf("state", "associated")));
    if (vpc.ipv6() != null) {
      ipv6(xml, "vpc", vpc.id().value(), vpc.ipv6());
    }
    InterfaceForm.tags(xml, view, vpc.id().value());
  }

  private static void ipv6(Xml xml, String kind, String id, @Nullable Cidr block) {
    xml.set(
        "ipv6CidrBlockAssociationSet",
        block == null ? List.of() : List.of(block),
        (x, cidr) ->
            x.leaf("associationId", kind + "-cidr-assoc-6" + id.substring(kind.length() + 1))
                .leaf("ipv6CidrBlock", cidr)
                .element("ipv6CidrBlockState", () -> x.leaf("state", "associated")));
  }

  static Listing<Subnet> subnets(VpcSettings settings) {
    Filters<Subnet> filters =
        new Filters<Subnet>(subnet -> subnet.id().value())
            .one("subnet-id", Subnet::id)
            .one("vpc-id", Subnet::vpc)
            .one("availability-zone", Subnet::zone)
            .one("availabilityZone", Subnet::zone)
            .one("availability-zone-id", subnet -> DerivedNames.zoneId(subnet.zone()))
            .one("cidr", Subnet::cidr)
            .one("cidr-block", Subnet::cidr)
            .one("cidrBlock", Subnet::cidr)
            .one("default-for-az", _ -> false)
            .one("owner-id", _ -> settings.accountId())
            .one("state", _ -> "available");
    return new Listing<>(
        Action.DESCRIBE_SUBNETS,
        "subnetSet",
        "SubnetId",
        VpcView::subnets,
        subnet -> subnet.id().value(),
        Ids::subnet,
        id -> notFound("InvalidSubnetID.NotFound", "subnet", id),
        filters,
        PAGES,
        (xml, subnet, view) -> writeSubnet(xml, subnet, view, settings));
  }

  static void writeSubnet(Xml xml, Subnet subnet, VpcView view, VpcSettings settings) {
    xml.leaf("subnetId", subnet.id())
        .leaf(
            "subnetArn",
            "arn:aws:ec2:"
                + settings.region()
                + ":"
                + settings.accountId()
                + ":subnet/"
                + subnet.id())
        .leaf("state", "available")
        .leaf("ownerId", settings.accountId())
        .leaf("vpcId", subnet.vpc())
        .leaf("cidrBlock", subnet.cidr())
        .leaf("availableIpAddressCount", view.freeAddresses(subnet.id()))
        .leaf("availabilityZone", subnet.zone())
        .leaf("availabilityZoneId", DerivedNames.zoneId(subnet.zone()))
        .leaf("defaultForAz", false)
        .leaf("mapPublicIpOnLaunch", false)
        .leaf("assignIpv6AddressOnCreation", false)
        .leaf("ipv6Native", false);
    ipv6(xml, "subnet", subnet.id().value(), subnet.ipv6());
    InterfaceForm.tags(xml, view, subnet.id().value());
  }

  static Listing<SecurityGroup> groups(VpcSettings settings) {
    Filters<SecurityGroup> filters =
        new Filters<SecurityGroup>(group -> group.id().value())
            .one("group-id", SecurityGroup::id)
            .one("group-name", SecurityGroup::name)
            .one("description", SecurityGroup::description)
            .one("owner-id", _ -> settings.accountId())
            .one("vpc-id", SecurityGroup::vpc);
    return new Listing<>(
        Action.DESCRIBE_SECURITY_GROUPS,
        "securityGroupInfo",
        "GroupId",
        VpcView::securityGroups,
        group -> group.id().value(),
        Ids::group,
        id -> notFound("InvalidGroup.NotFound", "security group", id),
        filters,
        PAGES,
        (xml, group, view) -> writeGroup(xml, group, view, settings));
  }

  private static void writeGroup(Xml xml, SecurityGroup group, VpcView view, VpcSettings settings) {
    xml.leaf("ownerId", settings.accountId())
        .leaf("groupId", group.id())
        .leaf("groupName", group.name())
        .leaf("groupDescription", group.description())
        .leaf("vpcId", group.vpc())
        .raw("<ipPermissions/><ipPermissionsEgress/>");
    InterfaceForm.tags(xml, view, group.id().value());
  }

  private static RefusedException notFound(String code, String what, String id) {
    return RefusedException.of(code, "The " + what + " ID '" + id + "' does not exist");
  }
}
