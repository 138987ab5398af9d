package io.berth.ipamd.kernel;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.MacAddress;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings up ENIs' links.
final class EniSetup {

  private EniSetup() {}

  static KernelOutcome apply(NetlinkSocket host, NodeNetwork network, List<EniLink> enis) {
    List<EniId> missing = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Map<EniId, EniPath> ready = new LinkedHashMap<>();
    try {
      List<Link> links = host.links().orThrow();
      List<InterfaceAddress> addresses = host.addresses(NetAddress.Family.IPV4).orThrow();
      List<Rule> rules = host.rules(NetAddress.Family.IPV4).orThrow();
      for (EniLink eni : enis) {
        Link link = byMac(links, eni.mac());
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
        } else {
          ready.put(
              eni.eni(),
              new EniPath(link.name(), eni.routeTable(), Values.netAddress(eni.address())));
        }
      }
      String problem = ready.isEmpty() ? null : network.apply(host, ready, links);
      if (problem != null) {
        missing.addAll(ready.keySet());
        problems.add("cannot make " + ready.keySet() + " ways out of the node: " + problem);
      }
    } catch (SystemCallException e) {
      return Refusals.other("cannot see the node's links", e.getMessage());
    }
    return new KernelOutcome.EnisApplied(missing, problems);
  }

  static KernelOutcome forget(NetlinkSocket host, NodeNetwork network, List<EniLink> enis) {
    List<Request> requests =
        enis.stream().<Request>map(eni -> new Request.DeleteRule(EniObjects.rule(eni))).toList();
    Outcome.Failed failed = Refusals.firstOf(host, requests, EniObjects::tolerated);
    String problem = failed == null ? null : failed.message();
    try {
      String other =
          network.forget(host, enis.stream().map(EniLink::eni).toList(), host.links().orThrow());
      problem = problem == null ? other : problem;
    } catch (SystemCallException e) {
      problem = e.getMessage();
    }
    return problem == null
        ? new KernelOutcome.Done()
        : Refusals.other("cannot remove the rules of detached ENIs", problem);
  }

  static @Nullable Link byMac(List<Link> links, MacAddress wanted) {
    for (Link link : links) {
      io.berth.netlink.MacAddress mac = link.mac();
      if (mac != null && mac.bits() == wanted.bits()) {
        return link;
      }
    }
    return null;
  }
}
