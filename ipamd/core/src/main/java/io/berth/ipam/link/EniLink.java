package io.berth.ipam.link;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;

/// The kernel objects of a secondary ENI: its link up with its MTU and primary address, a table of
/// its own with the way to the subnet's router, and the rule that sends its own traffic there.
///
/// @param eni the ENI
/// @param mac by which its link is found
/// @param address the ENI's primary address
/// @param prefixLength of the subnet
/// @param gateway the subnet's router
/// @param routeTable the ENI's table
/// @param mtu in bytes
public record EniLink(
    EniId eni,
    MacAddress mac,
    IpAddress address,
    int prefixLength,
    IpAddress gateway,
    int routeTable,
    int mtu) {

  public static EniLink of(Eni eni, int mtu) {
    return new EniLink(
        eni.id(),
        eni.mac(),
        eni.primary(),
        eni.subnetCidr().prefixLength(),
        eni.gateway(),
        eni.routeTable(),
        mtu);
  }
}
