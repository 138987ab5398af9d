package io.berth.ipamd.imds;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.SubnetId;
import java.util.ArrayList;
import java.util.List;

/// Reads the instance's ENIs from the metadata service: eight requests for each, one after the
/// other. Safe for any thread; blocks.
///
/// The service knows no tags, kinds or attachment ids. So every ENI of card 0 with an IPv4 address
/// is taken for one that pods may use, unless untagged ones are not to be used.
final class MetadataEnis {

  private static final String MACS = "network/interfaces/macs/";

  private final MetadataValues values;
  private final boolean manageUntagged;

  MetadataEnis(MetadataValues values, boolean manageUntagged) {
    this.values = values;
    this.manageUntagged = manageUntagged;
  }

  List<Eni> read() throws MetadataValues.UnknownException {
    List<Eni> enis = new ArrayList<>();
    for (MacAddress mac : values.value(MACS, MetadataValues.lines(MetadataEnis::mac))) {
      enis.add(eni(mac));
    }
    return enis;
  }

  private Eni eni(MacAddress mac) throws MetadataValues.UnknownException {
    String folder = MACS + mac + "/";
    EniId id = values.value(folder + "interface-id", EniId::new);
    int device = values.value(folder + "device-number", Integer::parseInt);
    int card = values.optional(folder + "network-card", Integer::parseInt).orElse(0);
    List<IpAddress> addresses =
        values
            .optional(folder + "local-ipv4s", MetadataValues.lines(IpAddress::parse))
            .orElse(List.of());
    List<Cidr> prefixes =
        values
            .optional(folder + "ipv4-prefix", MetadataValues.lines(Cidr::parse))
            .orElse(List.of());
    Cidr subnet =
        values
            .optional(folder + "subnet-ipv4-cidr-block", Cidr::parse)
            .orElse(Cidr.containing(IpAddress.ofIpv4(0), 32));
    boolean primary = device == 0 && card == 0;
    return new Eni(
        id,
        new AttachmentId("unknown-to-metadata"),
        mac,
        device,
        card,
        values.value(folder + "subnet-id", SubnetId::new),
        subnet,
        addresses.isEmpty() ? IpAddress.ofIpv4(0) : addresses.getFirst(),
        addresses.isEmpty() ? List.of() : addresses.subList(1, addresses.size()),
        prefixes,
        card == 0 && !addresses.isEmpty() && (primary || manageUntagged));
  }

  private static MacAddress mac(String line) {
    return MacAddress.parse(line.endsWith("/") ? line.substring(0, line.length() - 1) : line);
  }
}
