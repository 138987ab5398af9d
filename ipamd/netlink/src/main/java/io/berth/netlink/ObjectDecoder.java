package io.berth.netlink;

import static io.berth.netlink.Rtnetlink.*;

import org.jspecify.annotations.Nullable;

/// Turns the kernel's descriptions of objects into values. A null result means an object of a kind
/// that this library does not speak of (another address family, a cached route).
final class ObjectDecoder {
  private ObjectDecoder() {}

  /// Decodes one kind of object.
  interface Decoder<T> {
    @Nullable T decode(Message message) throws MalformedMessageException;
  }

  static Link link(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(16);
    String name = "";
    int peerIndex = 0;
    int peerNamespaceId = -1;
    MacAddress mac = null;
    int mtu = 0;
    int group = 0;
    String alias = "";
    String kind = "";
    Ipv4Settings settings = Ipv4Settings.NONE;
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFLA_IFNAME -> name = attributes.text();
        case IFLA_LINK -> peerIndex = attributes.u32();
        case IFLA_LINK_NETNSID -> peerNamespaceId = attributes.u32();
        case IFLA_ADDRESS -> mac = mac(attributes);
        case IFLA_MTU -> mtu = attributes.u32();
        case IFLA_GROUP -> group = attributes.u32();
        case IFLA_IFALIAS -> alias = attributes.text();
        case IFLA_LINKINFO -> kind = kind(attributes.nested());
        case IFLA_AF_SPEC -> settings = settings(attributes.nested());
        default -> {}
      }
    }
    return new Link(
        message.u32(4),
        name,
        peerIndex,
        peerNamespaceId,
        mac,
        mtu,
        group,
        alias,
        message.u32(8),
        kind,
        settings);
  }

  static @Nullable InterfaceAddress address(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(8);
    NetAddress.Family family = NetAddress.Family.ofNumber(message.u8(0));
    if (family == null) {
      return null;
    }
    NetAddress local = null;
    NetAddress address = null;
    int flags = message.u8(2);
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFA_LOCAL -> local = attributes.address(family);
        case IFA_ADDRESS -> address = attributes.address(family);
        case IFA_FLAGS -> flags = attributes.u32();
        default -> {}
      }
    }
    // On a point-to-point link IFA_ADDRESS is the other end; IPv6 reports IFA_LOCAL only there.
    NetAddress own = local == null ? address : local;
    if (own == null) {
      throw new MalformedMessageException("an address message without an address");
    }
    return new InterfaceAddress(
        message.u32(4), prefix(own, message.u8(1)), new Scope(message.u8(3)), flags);
  }

  static @Nullable Neighbour neighbour(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(12);
    NetAddress.Family family = NetAddress.Family.ofNumber(message.u8(0));
    if (family == null) {
      return null;
    }
    NetAddress address = null;
    MacAddress mac = null;
    while (attributes.next()) {
      switch (attributes.type()) {
        case NDA_DST -> address = attributes.address(family);
        case NDA_LLADDR -> mac = mac(attributes);
        default -> {}
      }
    }
    if (address == null) {
      throw new MalformedMessageException("a neighbour message without an address");
    }
    return new Neighbour(message.u32(4), address, mac, message.u16(8), message.u8(10));
  }

  static NetPrefix prefix(NetAddress address, int length) throws MalformedMessageException {
    if (length > address.family().bits()) {
      throw new MalformedMessageException("prefix length " + length + " of " + address);
    }
    return new NetPrefix(address, length);
  }

  private static @Nullable MacAddress mac(Attributes attributes) {
    return attributes.length() == MacAddress.BYTES ? MacAddress.ofBytes(attributes.bytes()) : null;
  }

  private static String kind(Attributes info) throws MalformedMessageException {
    while (info.next()) {
      if (info.type() == IFLA_INFO_KIND) {
        return info.text();
      }
    }
    return "";
  }

  private static Ipv4Settings settings(Attributes families) throws MalformedMessageException {
    while (families.next()) {
      if (families.type() != AF_INET) {
        continue;
      }
      Attributes ipv4 = families.nested();
      while (ipv4.next()) {
        if (ipv4.type() == IFLA_INET_CONF) {
          return ipv4.settings();
        }
      }
    }
    return Ipv4Settings.NONE;
  }
}
