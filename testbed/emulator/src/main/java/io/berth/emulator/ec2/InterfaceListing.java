package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.DerivedNames;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// DescribeNetworkInterfaces.
final class InterfaceListing {

  private static final Listing.Pages PAGES = new Listing.Pages(5, 1_000, 1_000, false);

  private InterfaceListing() {}

  static Listing<NetworkInterface> of(VpcSettings settings) {
    return new Listing<>(
        Action.DESCRIBE_NETWORK_INTERFACES,
        "networkInterfaceSet",
        "NetworkInterfaceId",
        VpcView::interfaces,
        eni -> eni.id().value(),
        Ids::eni,
        id ->
            RefusedException.of(
                "InvalidNetworkInterfaceID.NotFound",
                "The networkInterface ID '" + id + "' does not exist"),
        filters(settings),
        PAGES,
        new InterfaceForm(settings)::write);
  }

  private static Filters<NetworkInterface> filters(VpcSettings settings) {
    return new Filters<NetworkInterface>(eni -> eni.id().value())
        .all("addresses.private-ip-address", InterfaceListing::addressTexts)
        .all(
            "addresses.primary",
            eni -> eni.addresses().size() > 1 ? List.of("true", "false") : List.of("true"))
        .one("attachment.attach-time", attached(a -> Times.text(a.attachedAtMillis())))
        .one("attachment.attachment-id", attached(Attachment::id))
        .one("attachment.delete-on-termination", attached(Attachment::deleteOnTermination))
        .one("attachment.device-index", attached(Attachment::deviceIndex))
        .one("attachment.instance-id", attached(Attachment::instance))
        .one("attachment.instance-owner-id", attached(_ -> settings.accountId()))
        .one("attachment.network-card-index", attached(Attachment::cardIndex))
        .one("attachment.status", attached(a -> a.status().wireName()))
        .one("availability-zone", NetworkInterface::zone)
        .one("availability-zone-id", eni -> DerivedNames.zoneId(eni.zone()))
        .one("description", NetworkInterface::description)
        .all("group-id", eni -> eni.groups().stream().map(SecurityGroupId::value).toList())
        .one("interface-type", _ -> "interface")
        .all(
            "ipv6-addresses.ipv6-address",
            eni -> eni.ipv6().addresses().stream().map(IpAddress::toString).toList())
        .one("mac-address", NetworkInterface::mac)
        .one("network-interface-id", NetworkInterface::id)
        .one("owner-id", _ -> settings.accountId())
        .one("private-dns-name", eni -> DerivedNames.privateDns(eni.primary(), settings.region()))
        .one("private-ip-address", NetworkInterface::primary)
        .one("requester-id", _ -> null)
        .one("requester-managed", _ -> false)
        .one("source-dest-check", NetworkInterface::sourceDestCheck)
        .one("status", NetworkInterface::status)
        .one("subnet-id", NetworkInterface::subnet)
        .one("vpc-id", NetworkInterface::vpc);
  }

  private static List<String> addressTexts(NetworkInterface eni) {
    return eni.addresses().stream().map(IpAddress::toString).toList();
  }

  private static Function<NetworkInterface, @Nullable Object> attached(
      Function<Attachment, Object> value) {
    return eni -> {
      Attachment attachment = eni.attachment();
      return attachment == null ? null : value.apply(attachment);
    };
  }
}
