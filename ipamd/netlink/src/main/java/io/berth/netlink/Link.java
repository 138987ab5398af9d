package io.berth.netlink;

import org.jspecify.annotations.Nullable;

/// A link as the kernel reported it.
///
/// @param index its number in its namespace
/// @param name its name
/// @param peerIndex the index of the other end (`IFLA_LINK`), in the peer's namespace; 0 when it
///   has none
/// @param peerNamespaceId the number under which this namespace knows the peer's
///   (`IFLA_LINK_NETNSID`), -1 when the peer is in the same namespace or there is none
/// @param mac its hardware address, null when it has none of six bytes
/// @param mtu its MTU in bytes
/// @param group its link group
/// @param alias its alias, empty when it has none
/// @param flags its flags, `IFF_…` of `linux/if.h`
/// @param kind its kind, such as `veth`; empty for devices without one
/// @param ipv4Settings its IPv4 configuration
public record Link(
    int index,
    String name,
    int peerIndex,
    int peerNamespaceId,
    @Nullable MacAddress mac,
    int mtu,
    int group,
    String alias,
    int flags,
    String kind,
    Ipv4Settings ipv4Settings) {

  private static final int IFF_RUNNING = 0x40;

  /// Whether it is administratively up.
  public boolean up() {
    return (flags & Rtnetlink.IFF_UP) != 0;
  }

  /// Whether it is up and its other end too, so that packets pass (`IFF_RUNNING`).
  public boolean running() {
    return (flags & IFF_RUNNING) != 0;
  }
}
