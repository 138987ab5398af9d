package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.netlink.NetAddress;

/// An ENI as a way out of the node.
///
/// @param linkName name of its link
/// @param routeTable its table; 254 for the primary ENI
/// @param address its primary address
record EniPath(String linkName, int routeTable, NetAddress address) {

  boolean isPrimary() {
    return routeTable == PodLink.MAIN_TABLE;
  }

  /// The link group of its pods' links.
  int podGroup() {
    return Marks.podGroup(routeTable);
  }
}
