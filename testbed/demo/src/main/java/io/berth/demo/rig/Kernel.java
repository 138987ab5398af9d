package io.berth.demo.rig;

import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Link;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.RouteType;
import io.berth.netlink.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads from the kernel, without asking any daemon, what pods have and what nodes hold for them.
public final class Kernel {

  /// Names of pods' links on a node begin so, as with the incumbent; see
  /// `AWS_VPC_K8S_CNI_VETHPREFIX`.
  private static final String HOST_LINK_PREFIX = "eni";

  private Kernel() {}

  /// Everything on a node that belongs to pods.
  ///
  /// @param namespace of the node
  public static NodeKernel node(Path namespace) throws IOException {
    try (NetworkNamespace open = NetworkNamespace.open(namespace);
        NetlinkSocket netlink = open.openNetlink()) {
      Map<Integer, Link> podLinks =
          netlink.linksOfKind("veth").orThrow().stream()
              .filter(Kernel::isPodLink)
              .collect(Collectors.toMap(Link::index, Function.identity()));
      List<NodeKernel.PodRoute> routes = new ArrayList<>();
      for (Route route : netlink.routes(NetAddress.Family.IPV4).orThrow()) {
        Link link = podLinks.get(route.linkIndex());
        if (link != null && route.type().equals(RouteType.UNICAST)) {
          routes.add(
              new NodeKernel.PodRoute(
                  route.destination().address().toString(), link.name(), route.table()));
        }
      }
      return new NodeKernel(
          podLinks.values().stream().map(Link::name).sorted().toList(),
          routes,
          hostRules(netlink.rules(NetAddress.Family.IPV4).orThrow()));
    }
  }

  private static boolean isPodLink(Link link) {
    return link.name().startsWith(HOST_LINK_PREFIX) || link.alias().startsWith("berth:");
  }

  private static List<NodeKernel.HostRule> hostRules(List<Rule> rules) {
    List<NodeKernel.HostRule> found = new ArrayList<>();
    for (Rule rule : rules) {
      Stream.of(Optional.ofNullable(rule.from()), Optional.ofNullable(rule.to()))
          .flatMap(Optional::stream)
          .filter(prefix -> prefix.length() == prefix.family().bits())
          .forEach(prefix ->
              found.add(new NodeKernel.HostRule(prefix.address().toString(), rule.toString())));
    }
    return found;
  }

  /// The IPv4 addresses of a pod's interface; empty when it has none or no such interface.
  public static List<String> podAddresses(Path namespace) throws IOException {
    try (NetworkNamespace open = NetworkNamespace.open(namespace);
        NetlinkSocket netlink = open.openNetlink()) {
      List<Link> links =
          netlink.links().orThrow().stream()
              .filter(link -> link.name().equals(Pod.INTERFACE))
              .toList();
      if (links.isEmpty()) {
        return List.of();
      }
      int index = links.getFirst().index();
      return netlink.addresses(NetAddress.Family.IPV4, index).orThrow().stream()
          .map(address -> address.address().address().toString())
          .toList();
    }
  }

  /// Gives a pod's interface one more address, as a pod that lies about itself would.
  public static void addAddress(Path namespace, String address) throws IOException {
    changeAddress(namespace, address, true);
  }

  /// Takes such an address away again.
  public static void removeAddress(Path namespace, String address) throws IOException {
    changeAddress(namespace, address, false);
  }

  private static void changeAddress(Path namespace, String address, boolean add)
      throws IOException {
    try (NetworkNamespace open = NetworkNamespace.open(namespace);
        NetlinkSocket netlink = open.openNetlink()) {
      int index = netlink.link(LinkReference.of(Pod.INTERFACE)).orThrow().index();
      InterfaceAddress wanted = InterfaceAddress.of(index, NetPrefix.parse(address));
      require(
          netlink.execute(
              add
                  ? new Request.AddAddress(wanted, Request.Mode.CREATE)
                  : new Request.DeleteAddress(wanted)));
    }
  }

  static void require(Outcome outcome) throws IOException {
    if (outcome instanceof Outcome.Failed failed) {
      throw failed.toException();
    }
  }
}
