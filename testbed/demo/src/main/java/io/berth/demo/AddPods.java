package io.berth.demo;

import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Adds the pods, spread over the nodes, several at once.
final class AddPods implements Step {

  @Override
  public String title() {
    return "Pods get addresses";
  }

  @Override
  public String why() {
    return "berth-cni runs once a pod as containerd would run it: a fresh namespace, CNI variables,"
        + " JSON on stdin. The daemon answers from its pool; only a pod that finds it empty waits.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    List<PodCrew.Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < stage.options.pods(); i++) {
      Node node = stage.nodes.get(i % stage.nodes.size());
      assignments.add(new PodCrew.Assignment(stage.sandboxes.create("web-" + (i + 1)), node));
      stage.screen.progress("namespace " + (i + 1) + " of " + stage.options.pods());
    }
    long start = System.nanoTime();
    List<PodCrew.Answered> answers = stage.crew.add(assignments);
    double seconds = (System.nanoTime() - start) / 1e9;
    Admission.admit(stage, answers);

    List<PodCrew.Answered> refused = answers.stream().filter(a -> !a.answer().succeeded()).toList();
    stage.checks.that(
        refused.isEmpty(),
        "pods-added",
        "%d pods in %.2f s, %d at once, p50 %s ms each"
            .formatted(
                answers.size(),
                seconds,
                PodCrew.AT_ONCE_PER_NODE * stage.nodes.size(),
                Percentiles.text(stage.crew.addPercentiles().p50Millis())),
        refused.size()
            + " of "
            + answers.size()
            + " ADDs failed; the first: "
            + (refused.isEmpty() ? "" : refused.getFirst().answer().failure()));
    checkDistinct(stage);
    checkLeases(stage);
  }

  private static void checkDistinct(Stage stage) {
    Set<String> addresses =
        stage.pods.stream().map(PlacedPod::address).collect(Collectors.toCollection(TreeSet::new));
    stage.checks.that(
        addresses.size() == stage.pods.size(),
        "addresses-distinct",
        addresses.size() + " different addresses, all of the VPC",
        stage.pods.size() + " pods share " + addresses.size() + " addresses");
  }

  private static void checkLeases(Stage stage) throws IOException, InterruptedException {
    List<String> differences = new ArrayList<>();
    for (Node node : stage.nodes) {
      Set<String> leased =
          node.control().leases().stream()
              .map(LeaseView::address)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> answered =
          stage.podsOn(node).stream()
              .map(PlacedPod::address)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!leased.equals(answered)) {
        differences.add(node.name() + " leases " + leased + ", its pods have " + answered);
      }
    }
    stage.checks.that(
        differences.isEmpty(),
        "leases-agree",
        "every daemon leases exactly what its pods were given",
        String.join("; ", differences));
  }
}
