package io.berth.ipamd.imds;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;

/// Reads the node's identity: eleven requests, one after the other. Safe for any thread; blocks.
public final class IdentityReader {

  private final MetadataValues values;

  public IdentityReader(MetadataClient client) {
    this(new MetadataValues(client::get));
  }

  IdentityReader(MetadataValues values) {
    this.values = values;
  }

  /// Asks for everything; stops at the first part that is not known.
  public IdentityReading read() {
    try {
      MacAddress mac = values.value("mac", MacAddress::parse);
      String ofEni = "network/interfaces/macs/" + mac + "/";
      return new IdentityReading.Known(
          new NodeIdentity(
              values.value("instance-id", InstanceId::new),
              values.text("instance-type"),
              values.text("placement/region"),
              values.text("placement/availability-zone"),
              values.value(ofEni + "vpc-id", VpcId::new),
              values.value(ofEni + "vpc-ipv4-cidr-blocks", MetadataValues.lines(Cidr::parse)),
              values.value(ofEni + "interface-id", EniId::new),
              mac,
              values.value("local-ipv4", IpAddress::parse),
              values.value(
                  ofEni + "security-group-ids", MetadataValues.lines(SecurityGroupId::new)),
              values.value(ofEni + "subnet-id", SubnetId::new)));
    } catch (MetadataValues.UnknownException e) {
      return new IdentityReading.Unknown(e.sentence());
    }
  }
}
