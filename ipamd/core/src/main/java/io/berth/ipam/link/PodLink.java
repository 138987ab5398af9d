package io.berth.ipam.link;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import org.jspecify.annotations.Nullable;

/// The kernel objects of one lease: a veth pair, the pod's address and routes, the node's route and
/// rules.
///
/// @param key the lease
/// @param address the pod's address, /32 or /128 on its interface
/// @param hostLink name of the end on the node, at most 15 bytes
/// @param interfaceName name of the end in the sandbox
/// @param alias of the host link; names the lease so that it can be rebuilt from the kernel alone
/// @param gateway link-local next hop inside the pod
/// @param routeTable of the ENI; 254 is the main table, which needs no rule of its own
/// @param mtu of both ends, in bytes
public record PodLink(
    LeaseKey key,
    IpAddress address,
    String hostLink,
    String interfaceName,
    String alias,
    IpAddress gateway,
    int routeTable,
    int mtu) {

  /// The main routing table.
  public static final int MAIN_TABLE = 254;

  /// What a pod sees as its router: 169.254.1.1, as with the incumbent.
  public static final IpAddress GATEWAY_IPV4 = IpAddress.parse("169.254.1.1");

  /// The alias of a link begins with this, so that Berth's links are told from others.
  public static final String ALIAS_PREFIX = "berth:";

  public static PodLink of(Lease lease, int routeTable, int mtu) {
    return new PodLink(
        lease.key(),
        lease.address(),
        lease.hostLink(),
        lease.key().interfaceName(),
        ALIAS_PREFIX + lease.key(),
        GATEWAY_IPV4,
        routeTable,
        mtu);
  }

  /// The lease that a link's alias names, or `null` when it is no alias of Berth's.
  public static @Nullable LeaseKey keyOf(String alias) {
    if (!alias.startsWith(ALIAS_PREFIX)) {
      return null;
    }
    String[] parts = alias.substring(ALIAS_PREFIX.length()).split("/", -1);
    boolean whole =
        parts.length == 3 && !parts[0].isEmpty() && !parts[1].isEmpty() && !parts[2].isEmpty();
    return whole ? new LeaseKey(parts[0], parts[1], parts[2]) : null;
  }
}
