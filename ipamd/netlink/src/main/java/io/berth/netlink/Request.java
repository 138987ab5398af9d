package io.berth.netlink;

import org.jspecify.annotations.Nullable;

/// One change that rtnetlink can be asked for. [NetlinkSocket#execute] sends any number of them in
/// one system call.
public sealed interface Request {

  /// What is asked, in words that fit after "cannot": `create veth berth0 …`.
  String words();

  /// Whether an object that exists already is an error or is replaced.
  enum Mode {
    /// The object must not exist: otherwise `EEXIST`.
    CREATE,
    /// The object is created, or takes the place of the one that exists.
    REPLACE
  }

  /// Creates a veth, its far end straight in another namespace. Far ends cannot be created up; the
  /// near end can.
  ///
  /// The kernel takes an alias and IPv4 settings on existing links only (measured on 6.18: at
  /// creation it drops an alias without a word), so this request refuses them: put a [ChangeLink]
  /// behind it in the same batch.
  ///
  /// @param near the end in the socket's namespace
  /// @param far the other end; its index may be given only when the near end's is given too
  /// @param farNamespaceDescriptor an open descriptor of the namespace for the far end, -1 for the
  ///   socket's own
  record CreateVeth(LinkAttributes near, LinkAttributes far, int farNamespaceDescriptor)
      implements Request {
    public CreateVeth {
      requireCreatable(near);
      requireCreatable(far);
      if (Boolean.TRUE.equals(far.up())) {
        throw new IllegalArgumentException(
            "the far end of a veth cannot be created up: use ChangeLink");
      }
      if (far.index() != null && near.index() == null) {
        throw new IllegalArgumentException(
            "the kernel ignores the far end's index unless the near end's is given too");
      }
    }

    @Override
    public String words() {
      return "create veth (" + near + ") with far end (" + far + ")";
    }
  }

  /// Changes a link that exists.
  ///
  /// @param link the link
  /// @param change what to set; a new name needs a reference by index, and an index cannot be
  ///   changed
  record ChangeLink(LinkReference link, LinkAttributes change) implements Request {
    public ChangeLink {
      requireChangeable(link, change);
    }

    @Override
    public String words() {
      return "set " + change + " on " + link;
    }
  }

  /// Moves a link into another namespace, where it arrives down and without addresses.
  ///
  /// @param link the link
  /// @param namespaceDescriptor an open descriptor of the namespace
  /// @param change what to set on the way; a new name needs a reference by index
  record MoveLink(LinkReference link, int namespaceDescriptor, LinkAttributes change)
      implements Request {
    public MoveLink {
      requireChangeable(link, change);
      if (namespaceDescriptor < 0) {
        throw new IllegalArgumentException("not a descriptor: " + namespaceDescriptor);
      }
    }

    @Override
    public String words() {
      return "move "
          + link
          + " to the namespace behind descriptor "
          + namespaceDescriptor
          + ", setting "
          + change;
    }
  }

  /// Deletes a link, and with it the other end of a veth. The kernel answers after its grace
  /// periods, 16 to 30 ms.
  ///
  /// @param link the link
  record DeleteLink(LinkReference link) implements Request {
    @Override
    public String words() {
      return "delete " + link;
    }
  }

  /// Deletes every link of a group, waiting once for all of them. `ENODEV` when the group has no
  /// member.
  ///
  /// @param group the group, at least 1: group 0 holds every link that nobody put elsewhere
  record DeleteLinkGroup(int group) implements Request {
    public DeleteLinkGroup {
      if (group < 1) {
        throw new IllegalArgumentException("only link groups from 1 up are deleted, not " + group);
      }
    }

    @Override
    public String words() {
      return "delete link group " + group;
    }
  }

  /// Adds an address to a link.
  record AddAddress(InterfaceAddress address, Mode mode) implements Request {
    @Override
    public String words() {
      return "add address " + address;
    }
  }

  /// Removes an address from a link.
  record DeleteAddress(InterfaceAddress address) implements Request {
    @Override
    public String words() {
      return "delete address " + address;
    }
  }

  /// Adds a route.
  record AddRoute(Route route, Mode mode) implements Request {
    public AddRoute {
      requireFamily(route, route.gateway());
      requireFamily(route, route.preferredSource());
    }

    @Override
    public String words() {
      return (mode == Mode.REPLACE ? "replace route " : "add route ") + route;
    }
  }

  /// Deletes the first route that agrees with what is given: the wildcards are type unspecified,
  /// scope nowhere, protocol 0, priority 0, no gateway and link 0.
  record DeleteRoute(Route route) implements Request {
    public DeleteRoute {
      requireFamily(route, route.gateway());
      requireFamily(route, route.preferredSource());
    }

    @Override
    public String words() {
      return "delete route " + route;
    }
  }

  /// Adds a rule; `EEXIST` when the very same rule is there.
  record AddRule(Rule rule) implements Request {
    @Override
    public String words() {
      return "add rule " + rule;
    }
  }

  /// Deletes the first rule that agrees with every attribute given; see [Rule].
  record DeleteRule(Rule rule) implements Request {
    @Override
    public String words() {
      return "delete rule " + rule;
    }
  }

  /// Adds an entry to the neighbour table.
  record AddNeighbour(Neighbour neighbour, Mode mode) implements Request {
    @Override
    public String words() {
      return "add neighbour " + neighbour;
    }
  }

  /// Deletes an entry of the neighbour table.
  record DeleteNeighbour(Neighbour neighbour) implements Request {
    @Override
    public String words() {
      return "delete neighbour " + neighbour;
    }
  }

  /// Sets how long the kernel waits, at most, before it answers an ARP request for an address
  /// behind another link (`proxy_delay`): the kernel's default spreads such answers over 0.8 s.
  /// Works also where `/proc/sys/net/ipv4/neigh` is hidden, as in a user namespace.
  ///
  /// @param linkIndex the link on which the request came in
  /// @param millis from 0, which answers at once
  record SetArpProxyDelay(int linkIndex, long millis) implements Request {
    public SetArpProxyDelay {
      if (linkIndex < 1 || millis < 0) {
        throw new IllegalArgumentException(
            "link #" + linkIndex + ", proxy delay " + millis + " ms");
      }
    }

    @Override
    public String words() {
      return "set the ARP proxy delay of link #" + linkIndex + " to " + millis + " ms";
    }
  }

  private static void requireCreatable(LinkAttributes link) {
    if (link.alias() != null || !link.ipv4Settings().isEmpty()) {
      throw new IllegalArgumentException(
          "an alias and IPv4 settings can only be set on links that exist, by ChangeLink: " + link);
    }
  }

  private static void requireChangeable(LinkReference link, LinkAttributes change) {
    if (change.index() != null) {
      throw new IllegalArgumentException("the index of a link cannot be changed: " + link);
    }
    if (change.name() != null && link instanceof LinkReference.ByName) {
      throw new IllegalArgumentException("to rename a link refer to it by index, not as " + link);
    }
  }

  private static void requireFamily(Route route, @Nullable NetAddress address) {
    if (address != null && address.family() != route.destination().family()) {
      throw new IllegalArgumentException(
          address + " is not of the family of " + route.destination());
    }
  }
}
