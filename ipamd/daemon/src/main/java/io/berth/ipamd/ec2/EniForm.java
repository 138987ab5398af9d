package io.berth.ipamd.ec2;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.EniAvailable;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingConfiguration;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Tag;

/// EC2's form of an ENI as the domain's value, and the rule which ENIs are Berth's.
final class EniForm {

  /// Read by the incumbent as well: "true" keeps its hands off an ENI.
  static final String NO_MANAGE_TAG = "node.k8s.amazonaws.com/no_manage";

  /// Names the owner of an ENI.
  static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  /// Stands for the primary address of an ENI that has none, as one for IPv6 or EFA only. Such an
  /// ENI takes up a place on the instance, but is never managed.
  private static final IpAddress NO_ADDRESS = IpAddress.ofIpv4(0);

  /// Stands for the IPv4 block of a subnet that has none.
  static final Cidr NO_BLOCK = Cidr.containing(NO_ADDRESS, 32);

  private EniForm() {}

  static boolean isAttached(NetworkInterface eni) {
    NetworkInterfaceAttachment attachment = eni.attachment();
    return attachment != null && attachment.status() == AttachmentStatus.ATTACHED;
  }

  static EniId id(NetworkInterface from) {
    return new EniId(Answered.part(from.networkInterfaceId(), "networkInterfaceId"));
  }

  static MacAddress mac(NetworkInterface from) {
    return MacAddress.parse(Answered.part(from.macAddress(), "macAddress"));
  }

  /// @param from attached
  /// @throws IllegalArgumentException when a part is missing or malformed
  static Eni eni(NetworkInterface from, Cidr subnetCidr, InstanceId self, boolean manageUntagged) {
    NetworkInterfaceAttachment attachment = from.attachment();
    int card = attachment.networkCardIndex() == null ? 0 : attachment.networkCardIndex();
    String primary = from.privateIpAddress();
    return new Eni(
        id(from),
        new AttachmentId(Answered.part(attachment.attachmentId(), "attachmentId")),
        mac(from),
        device(attachment),
        card,
        new SubnetId(Answered.part(from.subnetId(), "subnetId")),
        subnetCidr,
        primary == null ? NO_ADDRESS : Answered.address(primary),
        portions(from).singles(),
        portions(from).prefixes(),
        primary != null && isManaged(from, card, self, manageUntagged));
  }

  static EniTraits traits(NetworkInterface from, InstanceId self) {
    return new EniTraits(
        type(from),
        tag(from, INSTANCE_TAG).equals(self.value()),
        Boolean.TRUE.equals(from.attachment().deleteOnTermination()),
        from.groups().stream()
            .map(group -> new SecurityGroupId(Answered.part(group.groupId(), "groupId")))
            .toList(),
        tracking(from.connectionTrackingConfiguration()));
  }

  /// An ENI that is attached to nothing.
  static EniAvailable available(NetworkInterface from) {
    String description = from.description();
    return new EniAvailable(
        id(from), type(from), description == null ? "" : description, tags(from.tagSet()));
  }

  /// Kinds that this release does not know are left to whoever made them.
  static EniType type(NetworkInterface from) {
    NetworkInterfaceType type = from.interfaceType();
    if (Boolean.TRUE.equals(from.requesterManaged())) {
      return EniType.REQUESTER_MANAGED;
    }
    if (type == null) {
      return EniType.ORDINARY;
    }
    return switch (type) {
      case INTERFACE -> EniType.ORDINARY;
      case EFA -> EniType.EFA;
      case EFA_ONLY -> EniType.EFA_ONLY;
      case TRUNK -> EniType.TRUNK;
      default -> EniType.REQUESTER_MANAGED;
    };
  }

  private static ConnectionTracking tracking(@Nullable ConnectionTrackingConfiguration from) {
    return from == null
        ? ConnectionTracking.DEFAULT
        : new ConnectionTracking(
            orZero(from.tcpEstablishedTimeout()),
            orZero(from.udpStreamTimeout()),
            orZero(from.udpTimeout()));
  }

  private static int orZero(@Nullable Integer seconds) {
    return seconds == null ? 0 : seconds;
  }

  static SortedMap<String, String> tags(List<Tag> from) {
    SortedMap<String, String> tags = new TreeMap<>();
    for (Tag tag : from) {
      if (tag.key() != null && tag.value() != null) {
        tags.put(tag.key(), tag.value());
      }
    }
    return tags;
  }

  /// What pods can have of it.
  static Portions portions(NetworkInterface from) {
    List<IpAddress> singles =
        from.privateIpAddresses().stream()
            .filter(address -> !Boolean.TRUE.equals(address.primary()))
            .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
            .map(Answered::address)
            .toList();
    return new Portions(
        singles, prefixes(from.ipv4Prefixes(), Ipv4PrefixSpecification::ipv4Prefix));
  }

  static <T> List<Cidr> prefixes(List<T> from, Function<T, String> text) {
    return from.stream().map(text).map(Answered::block).toList();
  }

  /// The primary ENI always; of the others those on card 0, of an ordinary kind, that neither a
  /// service (such as a load balancer) nor a tag keeps for itself. A tag with any other value says
  /// that the ENI is for pods, also where untagged ones are not.
  private static boolean isManaged(
      NetworkInterface from, int card, InstanceId self, boolean manageUntagged) {
    if (card == 0 && device(from.attachment()) == 0) {
      return true;
    }
    EniType type = type(from);
    if (card != 0 || (type != EniType.ORDINARY && type != EniType.EFA)) {
      return false;
    }
    String keptOut = tag(from, NO_MANAGE_TAG);
    if (!keptOut.isEmpty()) {
      return !keptOut.equals("true");
    }
    return manageUntagged || tag(from, INSTANCE_TAG).equals(self.value());
  }

  private static int device(NetworkInterfaceAttachment attachment) {
    return Answered.part(attachment.deviceIndex(), "deviceIndex");
  }

  private static String tag(NetworkInterface from, String key) {
    return from.tagSet().stream()
        .filter(tag -> key.equals(tag.key()) && tag.value() != null)
        .map(Tag::value)
        .findFirst()
        .orElse("");
  }
}
