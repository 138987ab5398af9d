package io.berth.ipam.model;

import java.util.List;

/// An ENI that is attached to this instance, as EC2 described it.
///
/// @param id its id
/// @param attachment the attachment's id, needed to detach it
/// @param mac its MAC address, by which its link is found
/// @param deviceIndex 0 for the primary ENI
/// @param cardIndex the network card; pods use card 0 only
/// @param subnet the subnet it lies in
/// @param subnetCidr that subnet's block; the router is its first host address
/// @param primary its primary address, never leased
/// @param secondaries its secondary addresses in EC2's order
/// @param prefixes its delegated prefixes (/28) in EC2's order; each fills one slot as an address
///   does
/// @param managed whether Berth may lease from it and change it
public record Eni(
    EniId id,
    AttachmentId attachment,
    MacAddress mac,
    int deviceIndex,
    int cardIndex,
    SubnetId subnet,
    Cidr subnetCidr,
    IpAddress primary,
    List<IpAddress> secondaries,
    List<Cidr> prefixes,
    boolean managed) {

  public Eni {
    secondaries = List.copyOf(secondaries);
    prefixes = List.copyOf(prefixes);
  }

  public boolean isPrimary() {
    return deviceIndex == 0 && cardIndex == 0;
  }

  /// The subnet's router: the block's base plus one.
  ///
  /// Source: VPC user guide, "Subnet CIDR blocks" (reserved addresses).
  public IpAddress gateway() {
    return subnetCidr.address(1);
  }

  /// The route table of this ENI; the incumbent's numbering for card 0: device 0 uses the main
  /// table (254), device n uses n + 1.
  public int routeTable() {
    return isPrimary() ? 254 : deviceIndex + 1;
  }

  /// What pods can have of it.
  public Portions portions() {
    return new Portions(secondaries, prefixes);
  }

  /// Whether the address is one that pods can have of it.
  public boolean carries(IpAddress address) {
    return portions().contains(address);
  }

  public Eni withPortions(Portions portions) {
    return new Eni(
        id,
        attachment,
        mac,
        deviceIndex,
        cardIndex,
        subnet,
        subnetCidr,
        primary,
        portions.singles(),
        portions.prefixes(),
        managed);
  }
}
