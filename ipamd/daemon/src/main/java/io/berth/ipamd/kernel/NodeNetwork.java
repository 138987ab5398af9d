package io.berth.ipamd.kernel;

import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.model.EniId;
import io.berth.netlink.Link;
import io.berth.netlink.NetAddress.Family;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NftablesSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.SystemCallException;
import io.berth.netlink.nftables.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all ENIs have in common: the nftables table and the rules that lead to their tables.
///
/// Everything is added before anything is removed, so that no packet finds less than one whole
/// layout: rules first, which nothing marks yet, then the table, then what is not wanted any more.
/// Safe for any thread; one change runs at a time.
final class NodeNetwork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNetwork.class);

  private static final Family IPV4 = Family.IPV4;

  /// Lets the kernel's own answers, such as a refused connection's, leave by the ENI by which the
  /// question came.
  private static final Path REFLECT = Path.of("/proc/sys/net/ipv4/fwmark_reflect");

  private final NodeRouting node;
  private final NftablesSocket nftables;
  private final Map<EniId, EniPath> paths = new TreeMap<>();
  private @Nullable Table written;
  private boolean podsMoved;

  private NodeNetwork(NodeRouting node, NftablesSocket nftables) {
    this.node = node;
    this.nftables = nftables;
  }

  /// Opens it in the calling thread's network namespace.
  static NodeNetwork open(NodeRouting node) throws SystemCallException {
    return new NodeNetwork(node, NftablesSocket.open());
  }

  /// Makes these ENIs ways out of the node, beside those made before.
  ///
  /// @param ready ENIs whose links and tables are set up
  /// @return what went wrong, or `null`
  synchronized @Nullable String apply(
      NetlinkSocket host, Map<EniId, EniPath> ready, List<Link> links) throws SystemCallException {
    // An ENI that was detached and not yet forgotten may have had the table of a new one.
    ready
        .values()
        .forEach(
            next -> paths.values().removeIf(former -> former.routeTable() == next.routeTable()));
    paths.putAll(ready);
    Link primary = EniSetup.byMac(links, node.primaryMac());
    if (primary == null) {
      return "no link has the MAC address " + node.primaryMac() + " of the primary ENI";
    }
    boolean first = !podsMoved;
    PodMoves moves = first ? moves(host) : new PodMoves(List.of(), List.of());
    String problem = perform(host, moves.first(), "bring pods' routes to their layout");
    if (problem == null) {
      problem = applyRules(host, primary.name());
    }
    if (problem == null) {
      problem = perform(host, moves.afterwards(), "remove pods' routes of the former layout");
    }
    if (problem == null && first) {
      problem = removeRulesWithoutRoute(host);
      podsMoved = problem == null;
    }
    return problem;
  }

  /// Takes ENIs out again.
  synchronized @Nullable String forget(NetlinkSocket host, Collection<EniId> enis, List<Link> links)
      throws SystemCallException {
    boolean changed = false;
    for (EniId eni : enis) {
      changed |= paths.remove(eni) != null;
    }
    Link primary = EniSetup.byMac(links, node.primaryMac());
    return changed && primary != null ? applyRules(host, primary.name()) : null;
  }

  private PodMoves moves(NetlinkSocket host) throws SystemCallException {
    List<Rule> rules = host.rules(IPV4).orThrow();
    PolicyRules.clashes(node.policy(), rules).forEach(clash -> LOG.atWarn().log(clash));
    if (node.policy().layout() == Layout.CONSTANT) {
      reflectMarks();
    }
    return PodMoves.to(
        node.policy().layout(),
        host.linksOfKind("veth").orThrow(),
        host.routes(IPV4, Route.MAIN_TABLE).orThrow(),
        host.routes(IPV4, Marks.POD_TABLE).orThrow(),
        rules);
  }

  private @Nullable String applyRules(NetlinkSocket host, String primaryLink)
      throws SystemCallException {
    List<Rule> wanted = PolicyRules.wanted(node.policy(), paths.values());
    List<Rule> there = host.rules(IPV4).orThrow();
    List<Request> additions = new ArrayList<>();
    wanted.stream()
        .filter(rule -> !there.contains(rule))
        .forEach(rule -> additions.add(new Request.AddRule(rule)));
    String problem = perform(host, additions, "add the rules to ENIs' tables");
    if (problem == null) {
      problem = write(PolicyTable.of(node, List.copyOf(paths.values()), primaryLink));
    }
    if (problem != null) {
      return problem;
    }
    List<Request> removals = new ArrayList<>();
    PolicyRules.unwanted(there, wanted).forEach(rule -> removals.add(new Request.DeleteRule(rule)));
    return perform(host, removals, "remove rules to tables of former ENIs");
  }

  private @Nullable String write(Table table) throws SystemCallException {
    if (written == null) {
      written = nftables.read(table.name()).orThrow().orElse(null);
    }
    if (table.equals(written)) {
      return null;
    }
    Outcome outcome = nftables.replace(table);
    if (outcome instanceof Outcome.Failed failed) {
      written = null;
      return failed.message();
    }
    written = table;
    return null;
  }

  private @Nullable String removeRulesWithoutRoute(NetlinkSocket host) throws SystemCallException {
    // Rules before routes: a pod that is being attached has its route first.
    List<Rule> rules = host.rules(IPV4).orThrow();
    return perform(
        host,
        PodMoves.withoutRoute(rules, host.routes(IPV4, Route.MAIN_TABLE).orThrow()),
        "remove rules of pods that are gone");
  }

  private static @Nullable String perform(NetlinkSocket host, List<Request> requests, String what) {
    Outcome.Failed failed = Refusals.firstOf(host, requests, NodeNetwork::tolerated);
    return failed == null ? null : "cannot " + what + ": " + failed.message();
  }

  /// A pod may end while it is moved.
  private static boolean tolerated(Request request, Outcome.Failed failed) {
    return failed.notFound() || (request instanceof Request.AddRule && failed.alreadyExists());
  }

  private static void reflectMarks() {
    try {
      if (!Files.readString(REFLECT).strip().equals("1")) {
        Files.writeString(REFLECT, "1");
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("problem", e.getMessage())
          .log(
              "net.ipv4.fwmark_reflect cannot be set to 1: a connection to a pod on a secondary ENI"
                  + " that the node itself refuses runs into its time-out; set it on the node");
    }
  }

  @Override
  public synchronized void close() {
    nftables.close();
  }
}
