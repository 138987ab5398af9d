package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.netlink.Answer;
import io.berth.netlink.Link;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do with a host link whose name a new lease needs.
///
/// The name is a hash of the pod's name, so it returns when a pod of that name does: its former
/// sandbox is dead, whether or not its DEL has come. The link goes if it is Berth's, which its
/// alias says, or its group when a process died between making the link and giving it the alias. A
/// link of anybody else stays, and the attachment fails with its name.
final class StaleLink {

  private StaleLink() {}

  /// Removes the link that has the name of `link`, with routes and rules to its addresses.
  ///
  /// @return null when nothing has that name any more, otherwise why it still has
  static @Nullable Failed remove(NetlinkSocket host, PodLink link) {
    return switch (host.link(LinkReference.of(link.hostLink()))) {
      case Answer.Refused<Link>(Outcome.Failed failed) when failed.notFound() -> null;
      case Answer.Refused<Link>(Outcome.Failed failed) ->
          Refusals.other("cannot see what has the name " + link.hostLink(), failed.message());
      case Answer.Found<Link>(Link found) when !isOurs(found) ->
          Refusals.other(
              "host link " + link.hostLink() + " exists and is not Berth's",
              "it is of kind '"
                  + found.kind()
                  + "' with alias '"
                  + found.alias()
                  + "'; remove it, or choose another AWS_VPC_K8S_CNI_VETHPREFIX");
      case Answer.Found<Link>(Link found) -> delete(host, found, Values.family(link.address()));
    };
  }

  /// Removes links that a process which died left half made or half removed.
  static KernelOutcome removeStrays(NetlinkSocket host, List<PodLinkSeen> strays) {
    List<Request> requests = new ArrayList<>();
    for (PodLinkSeen stray : strays) {
      if (host.link(LinkReference.of(stray.hostLink())) instanceof Answer.Found<Link>(Link found)
          && isOurs(found)
          && found.alias().equals(stray.alias())) {
        requests.add(new Request.DeleteLink(LinkReference.of(found.index())));
      }
    }
    Outcome.Failed failed = Refusals.firstOf(host, requests, Refusals::gone);
    return failed == null
        ? new KernelOutcome.Done()
        : Refusals.other("cannot remove all links that no lease explains", failed.message());
  }

  private static boolean isOurs(Link link) {
    return link.kind().equals("veth")
        && (link.alias().isEmpty()
            ? Marks.isPodGroup(link.group())
            : link.alias().startsWith(PodLink.ALIAS_PREFIX));
  }

  private static @Nullable Failed delete(NetlinkSocket host, Link link, NetAddress.Family family) {
    List<Request> requests = new ArrayList<>();
    // Only the layout with rules for each pod leaves something that does not go with the link.
    if (host.routes(family, Route.MAIN_TABLE) instanceof Answer.Found<List<Route>>(var routes)
        && host.rules(family) instanceof Answer.Found<List<Rule>>(var rules)) {
      for (Route route : routes) {
        if (route.linkIndex() == link.index()) {
          rulesOf(route.destination(), rules).forEach(r -> requests.add(new Request.DeleteRule(r)));
        }
      }
    }
    requests.add(new Request.DeleteLink(LinkReference.of(link.index())));
    Outcome.Failed failed = Refusals.firstOf(host, requests, Refusals::gone);
    return failed == null
        ? null
        : Refusals.other("cannot remove the stale host link " + link.name(), failed.message());
  }

  private static List<Rule> rulesOf(NetPrefix pod, List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL)
        .filter(rule -> pod.equals(rule.to()) || pod.equals(rule.from()))
        .toList();
  }
}
