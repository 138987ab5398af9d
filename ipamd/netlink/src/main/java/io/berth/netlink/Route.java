package io.berth.netlink;

import org.jspecify.annotations.Nullable;

/// A route, to add or as the kernel reported it. Start from [#to] and add:
/// `Route.to(prefix).withLink(index).withScope(Scope.LINK).withTable(table)`.
///
/// @param destination where it leads; host bits must be zero
/// @param table the number of its table, 1 to 2^32-1 as an unsigned int; 254 is the main table
/// @param type what it does
/// @param scope how far its next hop is away
/// @param protocol who made it, `RTPROT_…` of `linux/rtnetlink.h` or the caller's own number, 0 to
///   255
/// @param gateway its next hop, null when the destination is on the link
/// @param linkIndex the link it leaves by, 0 for none
/// @param priority its metric, an unsigned int; lower wins
/// @param onLink the gateway counts as reachable although no route says so (`RTNH_F_ONLINK`)
/// @param preferredSource the source of packets that have none yet, null for the kernel's choice
/// @param nextHops how many next hops it has; above 1 `gateway` and `linkIndex` are those of the
///   first. Reported only
public record Route(
    NetPrefix destination,
    int table,
    RouteType type,
    Scope scope,
    int protocol,
    @Nullable NetAddress gateway,
    int linkIndex,
    int priority,
    boolean onLink,
    @Nullable NetAddress preferredSource,
    int nextHops) {

  /// The main table.
  public static final int MAIN_TABLE = 254;

  /// The table of the host's own addresses.
  public static final int LOCAL_TABLE = 255;

  /// `RTPROT_BOOT`: made by a person or a script.
  public static final int PROTOCOL_BOOT = 3;

  /// `RTPROT_DHCP`: made by a DHCP client.
  public static final int PROTOCOL_DHCP = 16;

  public Route {
    if (table == 0) {
      throw new IllegalArgumentException("a route's table is at least 1");
    }
    if (protocol < 0 || protocol > 255) {
      throw new IllegalArgumentException("a route's protocol is 0 to 255, not " + protocol);
    }
    if (!destination.equals(destination.network())) {
      throw new IllegalArgumentException(
          "the destination "
              + destination
              + " has host bits; its network is "
              + destination.network());
    }
  }

  /// A unicast route in the main table, scope global, protocol boot, nothing else set.
  public static Route to(NetPrefix destination) {
    return new Route(
        destination,
        MAIN_TABLE,
        RouteType.UNICAST,
        Scope.GLOBAL,
        PROTOCOL_BOOT,
        null,
        0,
        0,
        false,
        null,
        1);
  }

  public Route withTable(int value) {
    return new Route(
        destination,
        value,
        type,
        scope,
        protocol,
        gateway,
        linkIndex,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withType(RouteType value) {
    return new Route(
        destination,
        table,
        value,
        scope,
        protocol,
        gateway,
        linkIndex,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withScope(Scope value) {
    return new Route(
        destination,
        table,
        type,
        value,
        protocol,
        gateway,
        linkIndex,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withProtocol(int value) {
    return new Route(
        destination,
        table,
        type,
        scope,
        value,
        gateway,
        linkIndex,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withGateway(NetAddress value) {
    return new Route(
        destination,
        table,
        type,
        scope,
        protocol,
        value,
        linkIndex,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withLink(int index) {
    return new Route(
        destination,
        table,
        type,
        scope,
        protocol,
        gateway,
        index,
        priority,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withPriority(int value) {
    return new Route(
        destination,
        table,
        type,
        scope,
        protocol,
        gateway,
        linkIndex,
        value,
        onLink,
        preferredSource,
        nextHops);
  }

  public Route withOnLink(boolean value) {
    return new Route(
        destination,
        table,
        type,
        scope,
        protocol,
        gateway,
        linkIndex,
        priority,
        value,
        preferredSource,
        nextHops);
  }

  public Route withPreferredSource(NetAddress value) {
    return new Route(
        destination,
        table,
        type,
        scope,
        protocol,
        gateway,
        linkIndex,
        priority,
        onLink,
        value,
        nextHops);
  }

  @Override
  public String toString() {
    return (type.equals(RouteType.UNICAST) ? "" : type + " ")
        + destination
        + (gateway == null ? "" : " via " + gateway)
        + (linkIndex == 0 ? "" : " link #" + linkIndex)
        + " table "
        + Integer.toUnsignedString(table)
        + (priority == 0 ? "" : " metric " + Integer.toUnsignedString(priority))
        + (scope.equals(Scope.GLOBAL) ? "" : " scope " + scope)
        + (onLink ? " onlink" : "")
        + (preferredSource == null ? "" : " src " + preferredSource);
  }
}
