package io.berth.netlink;

import static io.berth.netlink.Rtnetlink.*;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Turns a [Request] into the bytes of one netlink message.
final class RequestEncoder {
  private static final int DO = NLM_F_REQUEST | NLM_F_ACK;
  private static final int CREATE = DO | NLM_F_CREATE | NLM_F_EXCL;

  private RequestEncoder() {}

  /// Appends the message at the buffer's position.
  ///
  /// @throws java.nio.BufferOverflowException when it does not fit
  static void encode(Request request, int sequence, ByteBuffer buffer) {
    MessageWriter writer = new MessageWriter(buffer);
    switch (request) {
      case Request.CreateVeth veth -> createVeth(writer, veth, sequence);
      case Request.ChangeLink(LinkReference link, LinkAttributes change) ->
          changeLink(writer, link, change, -1, sequence);
      case Request.MoveLink(LinkReference link, int descriptor, LinkAttributes change) ->
          changeLink(writer, link, change, descriptor, sequence);
      case Request.DeleteLink(LinkReference link) -> {
        linkHeader(writer.begin(RTM_DELLINK, DO, sequence), indexOf(link), null);
        linkName(writer, link);
      }
      case Request.DeleteLinkGroup(int group) ->
          linkHeader(writer.begin(RTM_DELLINK, DO, sequence), 0, null).attribute(IFLA_GROUP, group);
      case Request.AddAddress(InterfaceAddress address, Request.Mode mode) ->
          address(writer.begin(RTM_NEWADDR, flags(mode), sequence), address);
      case Request.DeleteAddress(InterfaceAddress address) ->
          address(writer.begin(RTM_DELADDR, DO, sequence), address);
      case Request.AddRoute(Route route, Request.Mode mode) ->
          route(writer.begin(RTM_NEWROUTE, flags(mode), sequence), route);
      case Request.DeleteRoute(Route route) ->
          route(writer.begin(RTM_DELROUTE, DO, sequence), route);
      case Request.AddRule(Rule rule) -> rule(writer.begin(RTM_NEWRULE, CREATE, sequence), rule);
      case Request.DeleteRule(Rule rule) -> rule(writer.begin(RTM_DELRULE, DO, sequence), rule);
      case Request.AddNeighbour(Neighbour neighbour, Request.Mode mode) ->
          neighbour(writer.begin(RTM_NEWNEIGH, flags(mode), sequence), neighbour);
      case Request.SetArpProxyDelay(int link, long millis) -> {
        writer.begin(RTM_SETNEIGHTBL, DO, sequence).u8(AF_INET).u8(0).u16(0);
        writer.attribute(NDTA_NAME, "arp_cache");
        int parameters = writer.open(NDTA_PARMS);
        writer.attribute(NDTPA_IFINDEX, link).attribute64(NDTPA_PROXY_DELAY, millis);
        writer.close(parameters);
      }
      case Request.DeleteNeighbour(Neighbour neighbour) ->
          neighbour(writer.begin(RTM_DELNEIGH, DO, sequence), neighbour);
    }
    writer.end();
  }

  static int indexOf(LinkReference link) {
    return switch (link) {
      case LinkReference.ByIndex(int index) -> index;
      case LinkReference.ByName(String name) -> 0;
    };
  }

  static void linkName(MessageWriter writer, LinkReference link) {
    switch (link) {
      case LinkReference.ByIndex(int index) -> {}
      case LinkReference.ByName(String name) -> writer.attribute(IFLA_IFNAME, name);
    }
  }

  /// `struct ifinfomsg`.
  static MessageWriter linkHeader(MessageWriter writer, int index, @Nullable Boolean up) {
    int flags = Boolean.TRUE.equals(up) ? IFF_UP : 0;
    int change = up == null ? 0 : IFF_UP;
    return writer.u8(AF_UNSPEC).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  private static int flags(Request.Mode mode) {
    return switch (mode) {
      case CREATE -> CREATE;
      case REPLACE -> DO | NLM_F_CREATE | NLM_F_REPLACE;
    };
  }

  private static void createVeth(MessageWriter writer, Request.CreateVeth veth, int sequence) {
    newLink(writer.begin(RTM_NEWLINK, CREATE, sequence), veth.near());
    int info = writer.open(IFLA_LINKINFO);
    writer.attribute(IFLA_INFO_KIND, "veth");
    int data = writer.open(IFLA_INFO_DATA);
    int peer = writer.open(VETH_INFO_PEER);
    newLink(writer, veth.far());
    if (veth.farNamespaceDescriptor() >= 0) {
      writer.attribute(IFLA_NET_NS_FD, veth.farNamespaceDescriptor());
    }
    writer.close(peer);
    writer.close(data);
    writer.close(info);
  }

  private static void newLink(MessageWriter writer, LinkAttributes link) {
    linkHeader(writer, link.index() == null ? 0 : link.index(), link.up());
    attributes(writer, link);
  }

  private static void changeLink(
      MessageWriter writer,
      LinkReference link,
      LinkAttributes change,
      int namespaceDescriptor,
      int sequence) {
    linkHeader(writer.begin(RTM_SETLINK, DO, sequence), indexOf(link), change.up());
    linkName(writer, link);
    attributes(writer, change);
    if (namespaceDescriptor >= 0) {
      writer.attribute(IFLA_NET_NS_FD, namespaceDescriptor);
    }
    if (!change.ipv4Settings().isEmpty()) {
      int families = writer.open(IFLA_AF_SPEC);
      int ipv4 = writer.open(AF_INET);
      int settings = writer.open(IFLA_INET_CONF);
      for (Ipv4Setting setting : change.ipv4Settings()) {
        writer.attribute(setting.index(), setting.value());
      }
      writer.close(settings);
      writer.close(ipv4);
      writer.close(families);
    }
  }

  private static void attributes(MessageWriter writer, LinkAttributes link) {
    if (link.name() != null) {
      writer.attribute(IFLA_IFNAME, link.name());
    }
    if (link.mac() != null) {
      writer.attribute(IFLA_ADDRESS, link.mac().toBytes());
    }
    if (link.mtu() != null) {
      writer.attribute(IFLA_MTU, link.mtu());
    }
    if (link.group() != null) {
      writer.attribute(IFLA_GROUP, link.group());
    }
    if (link.alias() != null) {
      writer.attribute(IFLA_IFALIAS, link.alias());
    }
  }

  /// `struct ifaddrmsg`.
  private static void address(MessageWriter writer, InterfaceAddress address) {
    NetPrefix prefix = address.address();
    writer
        .u8(prefix.family().number())
        .u8(prefix.length())
        .u8(address.flags() & 0xff)
        .u8(address.scope().number());
    writer.u32(address.linkIndex());
    writer.attribute(IFA_LOCAL, prefix.address()).attribute(IFA_ADDRESS, prefix.address());
    if ((address.flags() & ~0xff) != 0) {
      writer.attribute(IFA_FLAGS, address.flags());
    }
  }

  /// `struct rtmsg`. The table goes into its attribute, which holds 32 bits; the header's field
  /// holds eight.
  private static void route(MessageWriter writer, Route route) {
    NetPrefix destination = route.destination();
    writer.u8(destination.family().number()).u8(destination.length()).u8(0).u8(0);
    writer.u8(0).u8(route.protocol()).u8(route.scope().number()).u8(route.type().number());
    writer.u32(route.onLink() ? RTNH_F_ONLINK : 0);
    writer.attribute(RTA_TABLE, route.table());
    if (destination.length() > 0) {
      writer.attribute(RTA_DST, destination.address());
    }
    if (route.gateway() != null) {
      writer.attribute(RTA_GATEWAY, route.gateway());
    }
    if (route.linkIndex() != 0) {
      writer.attribute(RTA_OIF, route.linkIndex());
    }
    if (route.priority() != 0) {
      writer.attribute(RTA_PRIORITY, route.priority());
    }
    if (route.preferredSource() != null) {
      writer.attribute(RTA_PREFSRC, route.preferredSource());
    }
  }

  /// `struct fib_rule_hdr`.
  private static void rule(MessageWriter writer, Rule rule) {
    NetPrefix from = rule.from();
    NetPrefix to = rule.to();
    writer
        .u8(rule.family().number())
        .u8(to == null ? 0 : to.length())
        .u8(from == null ? 0 : from.length())
        .u8(0);
    writer.u8(0).u8(0).u8(0).u8(FR_ACT_TO_TBL).u32(0);
    writer.attribute(FRA_PRIORITY, rule.priority()).attribute(FRA_TABLE, rule.table());
    writer.attribute8(FRA_PROTOCOL, rule.protocol());
    if (from != null && from.length() > 0) {
      writer.attribute(FRA_SRC, from.address());
    }
    if (to != null && to.length() > 0) {
      writer.attribute(FRA_DST, to.address());
    }
    if (rule.markMask() != 0) {
      writer.attribute(FRA_FWMARK, rule.mark()).attribute(FRA_FWMASK, rule.markMask());
    }
    if (rule.inputLink() != null) {
      writer.attribute(FRA_IIFNAME, rule.inputLink());
    }
    if (rule.suppressPrefixLength() >= 0) {
      writer.attribute(FRA_SUPPRESS_PREFIXLEN, rule.suppressPrefixLength());
    }
    if (rule.suppressGroup() >= 0) {
      writer.attribute(FRA_SUPPRESS_IFGROUP, rule.suppressGroup());
    }
  }

  /// `struct ndmsg`.
  private static void neighbour(MessageWriter writer, Neighbour neighbour) {
    writer.u8(neighbour.address().family().number()).u8(0).u16(0).u32(neighbour.linkIndex());
    writer.u16(neighbour.state()).u8(neighbour.flags()).u8(0);
    writer.attribute(NDA_DST, neighbour.address());
    if (neighbour.mac() != null) {
      writer.attribute(NDA_LLADDR, neighbour.mac().toBytes());
    }
  }
}
