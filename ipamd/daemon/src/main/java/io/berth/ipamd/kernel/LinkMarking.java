package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome;
import io.berth.netlink.Answer;
import io.berth.netlink.Link;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import java.util.ArrayList;
import java.util.List;

/// Gives links of pods that were taken over from another plugin the alias by which Berth knows its
/// own; not the group, because their ENI may not be known yet. Traffic does not notice. Their
/// routes and rules stay as they are: they lead the same way, and a DEL removes them whoever made
/// them.
final class LinkMarking {

  private LinkMarking() {}

  static KernelOutcome perform(NetlinkSocket host, List<PodLink> links) {
    List<String> problems = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (PodLink link : links) {
      switch (host.link(LinkReference.of(link.hostLink()))) {
        case Answer.Found<Link>(Link found) -> {
          if (found.kind().equals("veth") && found.alias().isEmpty()) {
            requests.add(
                new Request.ChangeLink(
                    LinkReference.of(found.index()),
                    LinkAttributes.none().withAlias(link.alias())));
          } else if (!found.alias().equals(link.alias())) {
            problems.add(
                "host link "
                    + link.hostLink()
                    + " is of kind '"
                    + found.kind()
                    + "' with alias '"
                    + found.alias()
                    + "' and stays as it is");
          }
        }
        case Answer.Refused<Link>(Outcome.Failed failed) -> problems.add(failed.message());
      }
    }
    for (Outcome outcome : host.execute(requests)) {
      if (outcome instanceof Outcome.Failed failed) {
        problems.add(failed.message());
      }
    }
    return problems.isEmpty()
        ? new KernelOutcome.Done()
        : Refusals.other("cannot mark all links of pods", String.join("; ", problems));
  }
}
