package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.DerivedNames;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.InstanceLimits.Hypervisor;
import io.berth.ipam.model.SecurityGroupId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DescribeInstances. Each instance is a reservation of its own.
final class InstanceListing {

  private static final Listing.Pages PAGES = new Listing.Pages(5, 1_000, 1_000, false);

  private final VpcSettings settings;
  private final InterfaceForm interfaces;

  InstanceListing(VpcSettings settings) {
    this.settings = settings;
    this.interfaces = new InterfaceForm(settings);
  }

  static Listing<Instance> of(VpcSettings settings) {
    return new Listing<>(
        Action.DESCRIBE_INSTANCES,
        "reservationSet",
        "InstanceId",
        VpcView::instances,
        instance -> instance.id().value(),
        Ids::instance,
        id ->
            RefusedException.of(
                "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"),
        filters(settings),
        PAGES,
        new InstanceListing(settings)::reservation);
  }

  private static Filters<Instance> filters(VpcSettings settings) {
    return new Filters<Instance>(instance -> instance.id().value())
        .one("instance-id", Instance::id)
        .one("instance-type", instance -> instance.limits().instanceType())
        .one("instance-state-name", instance -> instance.running() ? "running" : "terminated")
        .one("instance-state-code", instance -> instance.running() ? 16 : 48)
        .one("availability-zone", Instance::zone)
        .one("subnet-id", Instance::subnet)
        .one("vpc-id", Instance::vpc)
        .one("owner-id", _ -> settings.accountId())
        .all(
            "instance.group-id",
            instance -> instance.groups().stream().map(SecurityGroupId::value).toList());
  }

  private void reservation(Xml xml, Instance instance, VpcView view) {
    xml.leaf("reservationId", "r" + instance.id().value().substring(1))
        .leaf("ownerId", settings.accountId())
        .raw("<groupSet/>")
        .set("instancesSet", List.of(instance), (x, one) -> write(x, one, view));
  }

  void write(Xml xml, Instance instance, VpcView view) {
    List<NetworkInterface> enis = view.interfacesOf(instance.id());
    xml.leaf("instanceId", instance.id())
        .leaf("imageId", "ami-0123456789abcdef0")
        .leaf("instanceType", instance.limits().instanceType())
        .element("instanceState", () -> state(xml, instance.running()));
    NetworkInterface primary = primary(enis);
    if (primary != null) {
      xml.leaf("privateIpAddress", primary.primary())
          .leaf("privateDnsName", DerivedNames.privateDns(primary.primary(), settings.region()))
          .leaf("sourceDestCheck", primary.sourceDestCheck());
    }
    xml.leaf("subnetId", instance.subnet())
        .leaf("vpcId", instance.vpc())
        .element(
            "placement",
            () -> xml.leaf("availabilityZone", instance.zone()).leaf("tenancy", "default"))
        .leaf("architecture", DerivedNames.architecture(instance.limits().instanceType()))
        .leaf("hypervisor", instance.limits().hypervisor() == Hypervisor.XEN ? "xen" : "nitro")
        .leaf("launchTime", Times.text(instance.launchedAtMillis()));
    InterfaceForm.groups(xml, instance.groups(), view);
    xml.set("networkInterfaceSet", enis, (x, eni) -> interfaces.writeOfInstance(x, eni, view));
    InterfaceForm.tags(xml, view, instance.id().value());
  }

  /// The code and the name of an instance's state.
  static void state(Xml xml, boolean running) {
    xml.leaf("code", running ? 16 : 48).leaf("name", running ? "running" : "terminated");
  }

  private static @Nullable NetworkInterface primary(List<NetworkInterface> enis) {
    for (NetworkInterface eni : enis) {
      Attachment attachment = eni.attachment();
      if (attachment != null && attachment.isPrimary()) {
        return eni;
      }
    }
    return null;
  }
}
