package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import java.util.Set;

/// An ENI that is plugged into an instance.
///
/// @param eni its id
/// @param instance the instance's name, as given to [Fabric#addInstance]
/// @param deviceIndex its device index; the ENI at 0 is set up as a node's DHCP client does it, any
///   other is left down
/// @param linkName the name of its link in the instance, 1 to 15 bytes, such as `eth1`
/// @param mac the MAC address of its link in the instance
/// @param subnet its subnet's block, IPv4
/// @param primary its primary address, in the subnet
/// @param addresses all its addresses, the primary one and those of prefixes included
/// @param mtuBytes the MTU of both ends; 9001 in a VPC (EC2 user guide, "Network MTU")
/// @param sourceDestCheck whether packets with a source that is not the ENI's are dropped
public record EniLink(
    EniId eni,
    String instance,
    int deviceIndex,
    String linkName,
    MacAddress mac,
    Cidr subnet,
    IpAddress primary,
    Set<IpAddress> addresses,
    int mtuBytes,
    boolean sourceDestCheck) {

  /// The MTU of a VPC.
  public static final int VPC_MTU_BYTES = 9001;

  public EniLink {
    addresses = Set.copyOf(addresses);
    if (deviceIndex < 0) {
      throw new IllegalArgumentException(
          "device index " + deviceIndex + " of " + eni + " is negative");
    }
    requireAddresses(eni, subnet, primary, addresses);
  }

  EniLink withAddresses(Set<IpAddress> value) {
    return new EniLink(
        eni,
        instance,
        deviceIndex,
        linkName,
        mac,
        subnet,
        primary,
        value,
        mtuBytes,
        sourceDestCheck);
  }

  EniLink withSourceDestCheck(boolean value) {
    return new EniLink(
        eni, instance, deviceIndex, linkName, mac, subnet, primary, addresses, mtuBytes, value);
  }

  private static void requireAddresses(
      EniId eni, Cidr subnet, IpAddress primary, Set<IpAddress> addresses) {
    if (!subnet.network().isIpv4()) {
      throw new IllegalArgumentException("subnet " + subnet + " of " + eni + " is not IPv4");
    }
    if (!subnet.contains(primary) || !addresses.contains(primary)) {
      throw new IllegalArgumentException(
          "primary address "
              + primary
              + " of "
              + eni
              + " must lie in "
              + subnet
              + " and among its addresses");
    }
    for (IpAddress address : addresses) {
      if (!address.isIpv4()) {
        throw new IllegalArgumentException("address " + address + " of " + eni + " is not IPv4");
      }
    }
  }
}
