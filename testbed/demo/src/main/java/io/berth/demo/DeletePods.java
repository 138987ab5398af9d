package io.berth.demo;

import io.berth.demo.rig.Kernel;
import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.NodeKernel;
import io.berth.demo.rig.PoolView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Deletes all pods and looks for what they could have left behind.
final class DeletePods implements Step {

  @Override
  public String title() {
    return "Pods go, and nothing of them stays";
  }

  @Override
  public String why() {
    return "After DEL the kernels of the nodes are read directly. A link, route or rule that stays"
        + " sends packets of the next pod with that address astray; a lease that stays is a leak.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    List<PlacedPod> pods = List.copyOf(stage.pods);
    long start = System.nanoTime();
    List<PodCrew.Answered> answers = stage.crew.delete(pods);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<PodCrew.Answered> failed = answers.stream().filter(a -> !a.answer().succeeded()).toList();
    stage.checks.that(
        failed.isEmpty(),
        "pods-deleted",
        "%d pods in %.2f s, %d at once"
            .formatted(pods.size(), seconds, PodCrew.AT_ONCE_PER_NODE * stage.nodes.size()),
        failed.size()
            + " DELs failed; the first: "
            + (failed.isEmpty() ? "" : failed.getFirst().answer().failure()));

    List<String> left = new ArrayList<>();
    for (PlacedPod pod : pods) {
      if (!Kernel.podAddresses(pod.pod().namespace()).isEmpty()) {
        left.add("pod " + pod.pod().name() + " still has an address");
      }
    }
    for (Node node : stage.nodes) {
      left.addAll(leftOn(node));
    }
    stage.checks.that(
        left.isEmpty(),
        "nothing-left",
        "no pod's link, route, rule or lease is left on any node",
        left.size() + " things are left: " + String.join("; ", left));
    for (PlacedPod pod : pods) {
      stage.sandboxes.remove(pod.pod());
    }
    stage.pods.clear();
  }

  private static List<String> leftOn(Node node) throws IOException, InterruptedException {
    PoolView pool = node.control().pool();
    List<String> primaries = pool.enis().stream().map(PoolView.Eni::primary).toList();
    NodeKernel kernel = Kernel.node(node.place().namespace());
    List<String> left = new ArrayList<>();
    kernel.links().forEach(link -> left.add(node.name() + ": link " + link));
    kernel.routes().forEach(route -> left.add(node.name() + ": route to " + route.address()));
    kernel.rules().stream()
        .filter(rule -> !primaries.contains(rule.address()))
        .forEach(rule -> left.add(node.name() + ": rule " + rule.text()));
    for (LeaseView lease : node.control().leases()) {
      left.add(node.name() + ": lease of " + lease.address());
    }
    return left;
  }
}
