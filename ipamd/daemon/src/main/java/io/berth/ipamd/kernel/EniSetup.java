package io.berth.ipamd.kernel;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.port.KernelOutcome;
import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.Link;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import io.berth.netlink.Rule;
import io.berth.netlink.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings up ENIs' links.
final class EniSetup {

  private EniSetup() {}

  static KernelOutcome apply(NetlinkSocket host, List<EniLink> enis) {
    List<EniId> missing = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try {
      List<Link> links = host.links().orThrow();
      List<InterfaceAddress> addresses = host.addresses(NetAddress.Family.IPV4).orThrow();
      List<Rule> rules = host.rules(NetAddress.Family.IPV4).orThrow();
      for (EniLink eni : enis) {
        Link link = byMac(links, eni);
        if (link == null) {
          missing.add(eni.eni());
          continue;
        }
        EniObjects objects = new EniObjects(eni, link, addresses, rules);
        Outcome.Failed failed = Refusals.firstOf(host, objects.requests(), EniObjects::tolerated);
        if (failed != null) {
          missing.add(eni.eni());
          problems.add(
              "cannot set up " + eni.eni() + " on link " + link.name() + ": " + failed.message());
        }
      }
    } catch (SystemCallException e) {
      return Refusals.other("cannot see the node's links", e.getMessage());
    }
    return new KernelOutcome.EnisApplied(missing, problems);
  }

  static KernelOutcome forget(NetlinkSocket host, List<EniLink> enis) {
    List<Request> requests =
        enis.stream().<Request>map(eni -> new Request.DeleteRule(EniObjects.rule(eni))).toList();
    Outcome.Failed failed = Refusals.firstOf(host, requests, EniObjects::tolerated);
    return failed == null
        ? new KernelOutcome.Done()
        : Refusals.other("cannot remove the rules of detached ENIs", failed.message());
  }

  private static @Nullable Link byMac(List<Link> links, EniLink eni) {
    for (Link link : links) {
      io.berth.netlink.MacAddress mac = link.mac();
      if (mac != null && mac.bits() == eni.mac().bits()) {
        return link;
      }
    }
    return null;
  }
}
