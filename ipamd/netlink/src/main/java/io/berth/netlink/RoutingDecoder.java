package io.berth.netlink;

import static io.berth.netlink.Rtnetlink.*;

import org.jspecify.annotations.Nullable;

/// Turns the kernel's descriptions of routes and rules into values; null as in [ObjectDecoder].
final class RoutingDecoder {
  private static final int NEXT_HOP_BYTES = 8;

  private RoutingDecoder() {}

  static @Nullable Route route(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(12);
    NetAddress.Family family = NetAddress.Family.ofNumber(message.u8(0));
    int flags = message.u32(8);
    if (family == null || (flags & RTM_F_CLONED) != 0) {
      return null;
    }
    int table = message.u8(4);
    NetAddress destination = new NetAddress(family, 0, 0);
    NetAddress gateway = null;
    NetAddress source = null;
    int link = 0;
    int priority = 0;
    int hops = 1;
    while (attributes.next()) {
      switch (attributes.type()) {
        case RTA_TABLE -> table = attributes.u32();
        case RTA_DST -> destination = attributes.address(family);
        case RTA_GATEWAY -> gateway = attributes.address(family);
        case RTA_PREFSRC -> source = attributes.address(family);
        case RTA_OIF -> link = attributes.u32();
        case RTA_PRIORITY -> priority = attributes.u32();
        case RTA_MULTIPATH -> {
          NextHops multiple = NextHops.decode(attributes.bytes(), family);
          hops = multiple.count();
          gateway = multiple.gateway();
          link = multiple.linkIndex();
        }
        default -> {}
      }
    }
    if (table == 0) {
      throw new MalformedMessageException("a route without a table");
    }
    return new Route(
        ObjectDecoder.prefix(destination, message.u8(1)).network(),
        table,
        new RouteType(message.u8(7)),
        new Scope(message.u8(6)),
        message.u8(5),
        gateway,
        link,
        priority,
        (flags & RTNH_F_ONLINK) != 0,
        source,
        hops);
  }

  static @Nullable Rule rule(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(12);
    NetAddress.Family family = NetAddress.Family.ofNumber(message.u8(0));
    if (family == null) {
      return null;
    }
    NetAddress none = new NetAddress(family, 0, 0);
    NetAddress from = none;
    NetAddress to = none;
    int table = message.u8(4);
    int priority = 0;
    int mark = 0;
    int mask = 0;
    String inputLink = null;
    int suppressLength = -1;
    int suppressGroup = -1;
    int protocol = 0;
    boolean partial =
        message.u8(3) != 0
            || message.u8(7) != FR_ACT_TO_TBL
            || (message.u32(8) & FIB_RULE_INVERT) != 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case FRA_SRC -> from = attributes.address(family);
        case FRA_DST -> to = attributes.address(family);
        case FRA_TABLE -> table = attributes.u32();
        case FRA_PRIORITY -> priority = attributes.u32();
        case FRA_FWMARK -> mark = attributes.u32();
        case FRA_FWMASK -> mask = attributes.u32();
        case FRA_IIFNAME -> inputLink = attributes.text();
        case FRA_SUPPRESS_PREFIXLEN -> suppressLength = attributes.u32();
        case FRA_SUPPRESS_IFGROUP -> suppressGroup = attributes.u32();
        case FRA_PROTOCOL -> protocol = attributes.u8();
        case FRA_PAD -> {}
        default -> partial = true;
      }
    }
    return new Rule(
        family,
        priority,
        table,
        selector(from, message.u8(2)),
        selector(to, message.u8(1)),
        mark & mask,
        mask,
        inputLink,
        suppressLength,
        suppressGroup,
        protocol,
        partial);
  }

  private static @Nullable NetPrefix selector(NetAddress address, int length)
      throws MalformedMessageException {
    return length == 0 ? null : ObjectDecoder.prefix(address, length).network();
  }

  /// The next hops of a multipath route, `struct rtnexthop` each: their number, and the first of
  /// them.
  private record NextHops(int count, @Nullable NetAddress gateway, int linkIndex) {

    static NextHops decode(byte[] bytes, NetAddress.Family family)
        throws MalformedMessageException {
      var buffer = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder());
      int count = 0;
      NetAddress gateway = null;
      int link = 0;
      int at = 0;
      while (bytes.length - at >= NEXT_HOP_BYTES) {
        int length = buffer.getShort(at) & 0xffff;
        if (length < NEXT_HOP_BYTES || length > bytes.length - at) {
          throw new MalformedMessageException(
              "a next hop of " + length + " bytes in " + (bytes.length - at));
        }
        if (count == 0) {
          link = buffer.getInt(at + 4);
          Attributes attributes = new Attributes(buffer, at + NEXT_HOP_BYTES, at + length);
          while (attributes.next()) {
            if (attributes.type() == RTA_GATEWAY) {
              gateway = attributes.address(family);
            }
          }
        }
        count++;
        at += align(length);
      }
      return new NextHops(count, gateway, link);
    }
  }
}
