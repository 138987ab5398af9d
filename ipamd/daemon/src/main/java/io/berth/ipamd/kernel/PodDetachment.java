package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.port.KernelOutcome;
import io.berth.netlink.Answer;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import java.util.ArrayList;
import java.util.List;

/// Removes pods' links, routes and rules.
///
/// Rules and routes first, so that traffic stops at once. Then the links: deleting one waits 16 to
/// 30 ms for the kernel's grace periods, and a group waits once for all its members, so several go
/// into one group that is deleted whole. A link goes only if its alias names the lease, or if it
/// has no alias and the lease's address was routed to it, as when a pod of the incumbent could not
/// be marked; it is then spoken of by index, which no other link of that name can have.
final class PodDetachment {

  private final NetlinkSocket host;
  private final int doomedGroup;
  private final List<String> problems = new ArrayList<>();

  /// @param doomedGroup a link group that nobody else uses
  PodDetachment(NetlinkSocket host, int doomedGroup) {
    this.host = host;
    this.doomedGroup = doomedGroup;
  }

  KernelOutcome perform(List<PodLink> links) {
    List<Request> routing = new ArrayList<>();
    List<Integer> doomed = new ArrayList<>();
    for (PodLink link : links) {
      routing.addAll(PodObjects.deleteRules(link));
      switch (host.link(LinkReference.of(link.hostLink()))) {
        case Answer.Found<Link>(Link found) -> {
          if (found.alias().equals(link.alias())) {
            // A pod that was made before the last change of layout may have both.
            for (Layout layout : Layout.values()) {
              routing.add(new Request.DeleteRoute(route(layout, link, found)));
            }
            doomed.add(found.index());
          } else if (isUnmarked(found)
              && host.execute(new Request.DeleteRoute(route(Layout.PER_POD, link, found)))
                  instanceof Outcome.Done) {
            doomed.add(found.index());
          }
        }
        case Answer.Refused<Link>(Outcome.Failed failed) -> note(failed);
      }
    }
    execute(routing);
    execute(deletions(doomed));
    return problems.isEmpty()
        ? new KernelOutcome.Done()
        : Refusals.other(
            "cannot remove all of " + links.size() + " pods' links", String.join("; ", problems));
  }

  private static Route route(Layout layout, PodLink link, Link found) {
    return PodObjects.hostRoute(layout, link, found.index()).withProtocol(Marks.ANY_PROTOCOL);
  }

  private static boolean isUnmarked(Link link) {
    return link.kind().equals("veth") && link.alias().isEmpty() && !Marks.isPodGroup(link.group());
  }

  private List<Request> deletions(List<Integer> doomed) {
    if (doomed.size() <= 1) {
      return doomed.stream()
          .<Request>map(index -> new Request.DeleteLink(LinkReference.of(index)))
          .toList();
    }
    List<Request> requests = new ArrayList<>();
    for (int index : doomed) {
      requests.add(
          new Request.ChangeLink(
              LinkReference.of(index), LinkAttributes.none().withGroup(doomedGroup)));
    }
    requests.add(new Request.DeleteLinkGroup(doomedGroup));
    return requests;
  }

  private void execute(List<Request> requests) {
    for (Outcome outcome : host.execute(requests)) {
      if (outcome instanceof Outcome.Failed failed) {
        note(failed);
      }
    }
  }

  /// What is gone already is as it should be: a pod's namespace may end at any moment.
  private void note(Outcome.Failed failed) {
    if (!failed.notFound()) {
      problems.add(failed.message());
    }
  }
}
