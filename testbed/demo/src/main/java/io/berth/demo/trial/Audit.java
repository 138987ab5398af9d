package io.berth.demo.trial;

import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.NodeKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Compares what callers were told with what there is; a function.
///
/// An ADD that was answered must be there completely, a DEL that was answered must have left
/// nothing. A request without a successful answer binds nobody: a lease may be there with or
/// without its link and route until the runtime's DEL. But no link or route is without a lease, and
/// no address is twice.
final class Audit {

  private final Observation seen;
  private final Map<String, LeaseView> leaseOf = new HashMap<>();
  private final Map<String, NodeKernel.PodRoute> routeTo = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private Audit(Observation seen) {
    this.seen = seen;
  }

  /// @param history all requests in the order in which they began, of one node since its start; no
  ///   two of one sandbox at the same time
  /// @return a sentence for each lie, leak or doubling; empty when all is well
  static List<String> violations(List<CallRecord> history, Observation seen) {
    Audit audit = new Audit(seen);
    audit.index();
    Map<String, CallRecord> last = new LinkedHashMap<>();
    history.forEach(call -> last.put(call.container(), call));
    last.values().forEach(audit::judge);
    audit.findLeaks();
    return audit.violations;
  }

  /// Finds everything by sandbox and address, and what is there twice.
  private void index() {
    Set<String> leased = new HashSet<>();
    for (LeaseView lease : seen.leases()) {
      if (!leased.add(lease.address())) {
        violations.add("address " + lease.address() + " is leased twice");
      }
      if (leaseOf.put(lease.container(), lease) != null) {
        violations.add("sandbox " + lease.container() + " has two leases");
      }
    }
    for (NodeKernel.PodRoute route : seen.node().routes()) {
      if (routeTo.put(route.address(), route) != null) {
        violations.add("two routes lead to " + route.address());
      }
    }
    Set<String> had = new HashSet<>();
    seen.podAddresses()
        .forEach((container, addresses) -> {
          for (String address : addresses) {
            if (!had.add(address)) {
              violations.add("two pods have address " + address);
            }
          }
        });
  }

  private void judge(CallRecord last) {
    if (!last.succeeded()) {
      return;
    }
    switch (last.verb()) {
      case ADD -> judgeAdded(last);
      case DEL -> judgeDeleted(last.container());
    }
  }

  private void judgeAdded(CallRecord add) {
    String container = add.container();
    String address = add.answer() == null ? "" : add.answer().address();
    String what = "ADD of " + container + " was answered with " + address + ", but ";
    List<String> has = seen.podAddresses().getOrDefault(container, List.of());
    if (!has.equals(List.of(address))) {
      violations.add(what + "the pod has " + has);
    }
    LeaseView lease = leaseOf.get(container);
    if (lease == null) {
      violations.add(what + "there is no lease");
    } else if (!lease.address().equals(address)) {
      violations.add(what + "the lease is of " + lease.address());
    }
    NodeKernel.PodRoute route = routeTo.get(address);
    if (route == null) {
      violations.add(what + "no route leads there");
    } else if (lease != null && !route.link().equals(lease.hostLink())) {
      violations.add(what + "the route leads to link " + route.link());
    }
  }

  private void judgeDeleted(String container) {
    String what = "DEL of " + container + " was answered, but ";
    LeaseView lease = leaseOf.get(container);
    if (lease != null) {
      violations.add(what + "the lease of " + lease.address() + " is there");
    }
    List<String> has = seen.podAddresses().getOrDefault(container, List.of());
    if (!has.isEmpty()) {
      violations.add(what + "the pod has " + has);
    }
  }

  private void findLeaks() {
    Set<String> leased = seen.leases().stream().map(LeaseView::address).collect(Collectors.toSet());
    Set<String> linked =
        seen.leases().stream().map(LeaseView::hostLink).collect(Collectors.toSet());
    difference(routeTo.keySet(), leased)
        .forEach(
            address -> violations.add("a route leads to " + address + ", which is not leased"));
    difference(Set.copyOf(seen.node().links()), linked)
        .forEach(link -> violations.add("link " + link + " belongs to no lease"));
  }

  private static Set<String> difference(Set<String> of, Set<String> without) {
    Set<String> left = new TreeSet<>(of);
    left.removeAll(without);
    return left;
  }
}
