package io.berth.netlink;

import static io.berth.netlink.Rtnetlink.*;

import java.nio.ByteBuffer;

/// A question to the kernel: how it is written, and how the answer is read.
///
/// @param words what is asked, in words that fit after "cannot"
/// @param replyType the type of the messages that describe objects
/// @param decoder reads such a message
/// @param body writes the request behind its message header
/// @param requestType the type of the request
/// @param dump whether a list is asked for, not one object
record Query<T>(
    String words,
    int requestType,
    int replyType,
    boolean dump,
    ObjectDecoder.Decoder<T> decoder,
    Body body) {

  /// Writes the fixed header and the attributes of a request.
  interface Body {
    void write(MessageWriter writer);
  }

  /// Appends the request. A single object is asked for with an acknowledgement behind it, so that
  /// both kinds of answer have an end.
  void encode(int sequence, ByteBuffer buffer) {
    MessageWriter writer = new MessageWriter(buffer);
    writer.begin(requestType, NLM_F_REQUEST | (dump ? NLM_F_DUMP : NLM_F_ACK), sequence);
    body.write(writer);
    writer.end();
  }

  static Query<Link> links() {
    return new Query<>(
        "list links", RTM_GETLINK, RTM_NEWLINK, true, ObjectDecoder::link, w -> link(w, 0));
  }

  static Query<Link> linksOfKind(String kind) {
    return new Query<>(
        "list links of kind " + kind,
        RTM_GETLINK,
        RTM_NEWLINK,
        true,
        ObjectDecoder::link,
        w -> {
          link(w, 0);
          int info = w.open(IFLA_LINKINFO);
          w.attribute(IFLA_INFO_KIND, kind);
          w.close(info);
        });
  }

  static Query<Link> link(LinkReference link) {
    return new Query<>(
        "find " + link,
        RTM_GETLINK,
        RTM_NEWLINK,
        false,
        ObjectDecoder::link,
        w -> {
          link(w, RequestEncoder.indexOf(link));
          RequestEncoder.linkName(w, link);
        });
  }

  /// @param link a link's index, 0 for all links
  static Query<InterfaceAddress> addresses(NetAddress.Family family, int link) {
    return new Query<>(
        "list " + family + " addresses" + onLink(link),
        RTM_GETADDR,
        RTM_NEWADDR,
        true,
        ObjectDecoder::address,
        w -> w.u8(family.number()).u8(0).u8(0).u8(0).u32(link));
  }

  /// @param table a table, 0 for all tables
  static Query<Route> routes(NetAddress.Family family, int table) {
    return new Query<>(
        "list "
            + family
            + " routes"
            + (table == 0 ? "" : " of table " + Integer.toUnsignedString(table)),
        RTM_GETROUTE,
        RTM_NEWROUTE,
        true,
        RoutingDecoder::route,
        w -> {
          w.u8(family.number()).u8(0).u8(0).u8(0).u32(0).u32(0);
          if (table != 0) {
            w.attribute(RTA_TABLE, table);
          }
        });
  }

  static Query<Rule> rules(NetAddress.Family family) {
    return new Query<>(
        "list " + family + " rules",
        RTM_GETRULE,
        RTM_NEWRULE,
        true,
        RoutingDecoder::rule,
        w -> w.u8(family.number()).u8(0).u16(0).u32(0).u32(0));
  }

  /// @param link a link's index, 0 for all links
  static Query<Neighbour> neighbours(NetAddress.Family family, int link) {
    return new Query<>(
        "list " + family + " neighbours" + onLink(link),
        RTM_GETNEIGH,
        RTM_NEWNEIGH,
        true,
        ObjectDecoder::neighbour,
        w -> {
          w.u8(family.number()).u8(0).u16(0).u32(0).u16(0).u16(0);
          if (link != 0) {
            w.attribute(NDA_IFINDEX, link);
          }
        });
  }

  private static void link(MessageWriter writer, int index) {
    RequestEncoder.linkHeader(writer, index, null)
        .attribute(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  }

  private static String onLink(int link) {
    return link == 0 ? "" : " on link #" + link;
  }
}
