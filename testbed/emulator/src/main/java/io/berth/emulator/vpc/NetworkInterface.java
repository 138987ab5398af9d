package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ENI at one moment. Immutable.
///
/// @param id its id
/// @param mac its MAC address, unique in the model
/// @param subnet where it lies
/// @param vpc the subnet's VPC
/// @param zone the subnet's availability zone
/// @param description what its maker wrote; may be empty
/// @param groups its security groups, at least one
/// @param addresses the primary address first, then the secondary ones in the order of assignment
/// @param prefixes /28 blocks delegated to it
/// @param ipv6 its IPv6 addresses and /80 blocks
/// @param sourceDestCheck whether the VPC drops foreign source and destination addresses at it
/// @param tracking its time-outs of tracked connections
/// @param attachment `null` while it is available
public record NetworkInterface(
    EniId id,
    MacAddress mac,
    SubnetId subnet,
    VpcId vpc,
    String zone,
    String description,
    List<SecurityGroupId> groups,
    List<IpAddress> addresses,
    List<Cidr> prefixes,
    Ipv6Holding ipv6,
    boolean sourceDestCheck,
    ConnectionTracking tracking,
    @Nullable Attachment attachment) {

  public NetworkInterface {
    groups = List.copyOf(groups);
    addresses = List.copyOf(addresses);
    prefixes = List.copyOf(prefixes);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(id + " has no primary address");
    }
  }

  public IpAddress primary() {
    return addresses.getFirst();
  }

  /// Slots in use: each address and each prefix takes one (EC2 user guide, "Prefix delegation").
  public int slots() {
    return addresses.size() + prefixes.size();
  }

  /// EC2's `status`: `in-use` from the moment attaching begins until detaching ends.
  public String status() {
    return attachment == null ? "available" : "in-use";
  }

  /// Whether its link exists in the instance: from `attached` until detaching ends.
  public boolean hasLink() {
    return attachment != null && attachment.status() != Attachment.Status.ATTACHING;
  }

  /// Whether an address is this ENI's, as its own or in a prefix.
  boolean holds(IpAddress address) {
    return addresses.contains(address)
        || ipv6.addresses().contains(address)
        || prefixes.stream().anyMatch(p -> p.contains(address))
        || ipv6.prefixes().stream().anyMatch(p -> p.contains(address));
  }

  /// Every IPv4 address that is this ENI's in the VPC: its own and those of its prefixes.
  public List<IpAddress> reachableAddresses() {
    List<IpAddress> all = new ArrayList<>(addresses);
    for (Cidr prefix : prefixes) {
      for (long offset = 0; offset < prefix.size(); offset++) {
        all.add(prefix.address(offset));
      }
    }
    return all;
  }

  NetworkInterface withDescription(String text) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        text,
        groups,
        addresses,
        prefixes,
        ipv6,
        sourceDestCheck,
        tracking,
        attachment);
  }

  NetworkInterface withGroups(List<SecurityGroupId> newGroups) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        newGroups,
        addresses,
        prefixes,
        ipv6,
        sourceDestCheck,
        tracking,
        attachment);
  }

  NetworkInterface withAddresses(List<IpAddress> newAddresses, List<Cidr> newPrefixes) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        groups,
        newAddresses,
        newPrefixes,
        ipv6,
        sourceDestCheck,
        tracking,
        attachment);
  }

  NetworkInterface withIpv6(Ipv6Holding newIpv6) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        groups,
        addresses,
        prefixes,
        newIpv6,
        sourceDestCheck,
        tracking,
        attachment);
  }

  NetworkInterface withSourceDestCheck(boolean check) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        groups,
        addresses,
        prefixes,
        ipv6,
        check,
        tracking,
        attachment);
  }

  NetworkInterface withTracking(ConnectionTracking newTracking) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        groups,
        addresses,
        prefixes,
        ipv6,
        sourceDestCheck,
        newTracking,
        attachment);
  }

  NetworkInterface withAttachment(@Nullable Attachment newAttachment) {
    return new NetworkInterface(
        id,
        mac,
        subnet,
        vpc,
        zone,
        description,
        groups,
        addresses,
        prefixes,
        ipv6,
        sourceDestCheck,
        tracking,
        newAttachment);
  }
}
