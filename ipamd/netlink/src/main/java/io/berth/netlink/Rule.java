package io.berth.netlink;

import org.jspecify.annotations.Nullable;

/// A rule of policy routing, to add or as the kernel reported it: packets that match every given
/// selector are looked up in the table. Start from [#lookup] and add: `Rule.lookup(IPV4,
/// 2).withPriority(1536).withMark(1, 0x7f)`.
///
/// When deleting, the kernel removes the first rule that agrees with every *given* attribute, so a
/// rule with few selectors can hit one with more: give the priority and the protocol always.
///
/// @param family the family whose packets it sees
/// @param priority its place in the list, an unsigned int; lower comes first
/// @param table the table looked up, as in [Route#table()]; 0 when its action is no lookup
/// @param from packets with such a source only, null for any
/// @param to packets with such a destination only, null for any
/// @param mark the packet's mark after masking, an unsigned int
/// @param markMask the mask; 0 means that the mark does not matter
/// @param inputLink packets that came in by this link only, null for any
/// @param suppressPrefixLength results with a prefix of at most this length are not taken; -1 for
///   none
/// @param suppressGroup results through a link of this group are not taken; -1 for none
/// @param protocol who made it, as in [Route#protocol()]
/// @param partial whether the kernel's rule has selectors or an action that this record does not
///   show; reported only
public record Rule(
    NetAddress.Family family,
    int priority,
    int table,
    @Nullable NetPrefix from,
    @Nullable NetPrefix to,
    int mark,
    int markMask,
    @Nullable String inputLink,
    int suppressPrefixLength,
    int suppressGroup,
    int protocol,
    boolean partial) {

  public Rule {
    if (protocol < 0 || protocol > 255) {
      throw new IllegalArgumentException("a rule's protocol is 0 to 255, not " + protocol);
    }
    if ((mark & ~markMask) != 0) {
      throw new IllegalArgumentException(
          "mark 0x%x has bits outside its mask 0x%x: no packet would match"
              .formatted(mark, markMask));
    }
    requireSelector(family, from);
    requireSelector(family, to);
  }

  /// A rule without selectors at priority 0, protocol boot.
  public static Rule lookup(NetAddress.Family family, int table) {
    return new Rule(family, 0, table, null, null, 0, 0, null, -1, -1, Route.PROTOCOL_BOOT, false);
  }

  public Rule withPriority(int value) {
    return new Rule(
        family,
        value,
        table,
        from,
        to,
        mark,
        markMask,
        inputLink,
        suppressPrefixLength,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withFrom(NetPrefix value) {
    return new Rule(
        family,
        priority,
        table,
        value,
        to,
        mark,
        markMask,
        inputLink,
        suppressPrefixLength,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withTo(NetPrefix value) {
    return new Rule(
        family,
        priority,
        table,
        from,
        value,
        mark,
        markMask,
        inputLink,
        suppressPrefixLength,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withMark(int value, int mask) {
    return new Rule(
        family,
        priority,
        table,
        from,
        to,
        value,
        mask,
        inputLink,
        suppressPrefixLength,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withInputLink(String name) {
    return new Rule(
        family,
        priority,
        table,
        from,
        to,
        mark,
        markMask,
        name,
        suppressPrefixLength,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withSuppressPrefixLength(int value) {
    return new Rule(
        family,
        priority,
        table,
        from,
        to,
        mark,
        markMask,
        inputLink,
        value,
        suppressGroup,
        protocol,
        partial);
  }

  public Rule withSuppressGroup(int value) {
    return new Rule(
        family,
        priority,
        table,
        from,
        to,
        mark,
        markMask,
        inputLink,
        suppressPrefixLength,
        value,
        protocol,
        partial);
  }

  public Rule withProtocol(int value) {
    return new Rule(
        family,
        priority,
        table,
        from,
        to,
        mark,
        markMask,
        inputLink,
        suppressPrefixLength,
        suppressGroup,
        value,
        partial);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(priority)
        + ": from "
        + (from == null ? "all" : from)
        + (to == null ? "" : " to " + to)
        + (markMask == 0 ? "" : " fwmark 0x%x/0x%x".formatted(mark, markMask))
        + (inputLink == null ? "" : " iif " + inputLink)
        + " lookup "
        + Integer.toUnsignedString(table)
        + (suppressPrefixLength < 0 ? "" : " suppress_prefixlength " + suppressPrefixLength)
        + (suppressGroup < 0 ? "" : " suppress_ifgroup " + suppressGroup)
        + (partial ? " (and more)" : "");
  }

  private static void requireSelector(NetAddress.Family family, @Nullable NetPrefix selector) {
    if (selector == null) {
      return;
    }
    if (selector.family() != family) {
      throw new IllegalArgumentException("an " + family + " rule cannot select " + selector);
    }
    if (!selector.equals(selector.network())) {
      throw new IllegalArgumentException(
          "the selector " + selector + " has host bits; its network is " + selector.network());
    }
  }
}
