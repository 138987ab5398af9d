package io.berth.emulator.imds;

import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.DerivedNames;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcModel;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SecurityGroupId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Builds the tree of one instance. Keys: EC2 user guide, "Instance metadata categories".
final class InstanceMetadata {

  private static final String ROOT = "latest/meta-data/";

  private final VpcModel model;
  private final Instance instance;
  private final MetadataTree tree = new MetadataTree();

  private InstanceMetadata(VpcModel model, Instance instance) {
    this.model = model;
    this.instance = instance;
  }

  /// The tree as the metadata service shows it now; `null` for an instance that does not run.
  static @Nullable MetadataTree of(VpcModel model, InstanceId id, long nowMillis) {
    Instance instance = model.view().instance(id);
    return instance == null || !instance.running()
        ? null
        : new InstanceMetadata(model, instance).build(nowMillis);
  }

  private MetadataTree build(long nowMillis) {
    String zone = instance.zone();
    String region = model.settings().region();
    put("ami-id", "ami-0123456789abcdef0");
    put(
        "iam/security-credentials/" + RoleCredentials.ROLE,
        RoleCredentials.json(instance.id(), nowMillis));
    put("instance-id", instance.id());
    put("instance-type", instance.limits().instanceType());
    put("placement/availability-zone", zone);
    put("placement/availability-zone-id", DerivedNames.zoneId(zone));
    put("placement/region", region);
    for (NetworkInterface eni : model.metadata(instance.id())) {
      Attachment attachment = eni.attachment();
      if (attachment != null) {
        putInterface(eni, attachment);
      }
      if (attachment != null && attachment.isPrimary()) {
        putPrimary(eni, region);
      }
    }
    return tree;
  }

  private void putPrimary(NetworkInterface eni, String region) {
    put("mac", eni.mac());
    put("local-ipv4", eni.primary());
    put("hostname", hostname(eni));
    put("local-hostname", hostname(eni));
    put("security-groups", groupNames(eni));
    tree.put(
        "latest/dynamic/instance-identity/document", identity(eni.primary().toString(), region));
  }

  private void putInterface(NetworkInterface eni, Attachment attachment) {
    String folder = "network/interfaces/macs/" + eni.mac() + "/";
    put(folder + "device-number", attachment.deviceIndex());
    put(folder + "interface-id", eni.id());
    put(folder + "local-hostname", hostname(eni));
    put(folder + "local-ipv4s", lines(eni.addresses()));
    put(folder + "mac", eni.mac());
    put(folder + "owner-id", model.settings().accountId());
    put(folder + "security-group-ids", lines(eni.groups()));
    put(folder + "security-groups", groupNames(eni));
    put(folder + "subnet-id", eni.subnet());
    put(folder + "vpc-id", eni.vpc());
    if (!eni.prefixes().isEmpty()) {
      put(folder + "ipv4-prefix", lines(eni.prefixes()));
    }
    if (!eni.ipv6().addresses().isEmpty()) {
      put(folder + "ipv6s", lines(eni.ipv6().addresses()));
    }
    if (!eni.ipv6().prefixes().isEmpty()) {
      put(folder + "ipv6-prefix", lines(eni.ipv6().prefixes()));
    }
    if (instance.limits().enisPerCard().size() > 1) {
      // The service says network-card; older documents and tools network-card-index.
      put(folder + "network-card", attachment.cardIndex());
      put(folder + "network-card-index", attachment.cardIndex());
    }
    VpcView view = model.view();
    Subnet subnet = view.subnet(eni.subnet());
    if (subnet != null) {
      put(folder + "subnet-ipv4-cidr-block", subnet.cidr());
    }
    if (subnet != null && subnet.ipv6() != null) {
      put(folder + "subnet-ipv6-cidr-blocks", subnet.ipv6());
    }
    Vpc vpc = view.vpc(eni.vpc());
    if (vpc != null) {
      List<Cidr> cidrs = vpc.cidrs();
      put(folder + "vpc-ipv4-cidr-block", cidrs.getFirst());
      put(folder + "vpc-ipv4-cidr-blocks", lines(cidrs));
    }
    if (vpc != null && vpc.ipv6() != null) {
      put(folder + "vpc-ipv6-cidr-blocks", vpc.ipv6());
    }
  }

  private String groupNames(NetworkInterface eni) {
    return eni.groups().stream().map(this::groupName).collect(Collectors.joining("\n"));
  }

  private String groupName(SecurityGroupId id) {
    SecurityGroup group = model.view().securityGroup(id);
    return group == null ? id.value() : group.name();
  }

  private String hostname(NetworkInterface eni) {
    return DerivedNames.privateDns(eni.primary(), model.settings().region());
  }

  /// Source: EC2 user guide, "Instance identity documents".
  private String identity(String address, String region) {
    return """
    {
      "accountId" : "%s",
      "architecture" : "%s",
      "availabilityZone" : "%s",
      "billingProducts" : null,
      "devpayProductCodes" : null,
      "marketplaceProductCodes" : null,
      "imageId" : "ami-0123456789abcdef0",
      "instanceId" : "%s",
      "instanceType" : "%s",
      "kernelId" : null,
      "pendingTime" : "%s",
      "privateIp" : "%s",
      "ramdiskId" : null,
      "region" : "%s",
      "version" : "2017-09-30"
    }\
    """
        .formatted(
            model.settings().accountId(),
            DerivedNames.architecture(instance.limits().instanceType()),
            instance.zone(),
            instance.id(),
            instance.limits().instanceType(),
            Instant.ofEpochSecond(instance.launchedAtMillis() / 1_000),
            address,
            region);
  }

  private static String lines(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }

  private void put(String path, Object value) {
    tree.put(ROOT + path, value.toString());
  }
}
