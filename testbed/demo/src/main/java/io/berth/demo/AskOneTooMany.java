package io.berth.demo;

import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PoolView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Fills one node to its last address and asks for one more.
final class AskOneTooMany implements Step {

  private static final long ANSWER_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// More extra pods than this would take longer than the rest of the demonstration.
  private static final int MOST_EXTRA = 300;

  @Override
  public String title() {
    return "One pod too many";
  }

  @Override
  public String why() {
    return "When nothing can come any more, the answer must come at once and name the limit, so"
        + " that nobody has to search logs for why a pod does not start.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    Node node = stage.nodes.getFirst();
    int capacity = stage.options.addressesPerNode();
    int extra = capacity - stage.podsOn(node).size();
    if (extra > MOST_EXTRA) {
      stage.checks.skipped(
          "limit-named",
          "filling "
              + node.name()
              + " takes "
              + extra
              + " more pods; shown with up to "
              + MOST_EXTRA
              + ", as with m5.large");
      return;
    }
    fill(stage, node, extra);
    Pod tooMany = stage.sandboxes.create("one-too-many");
    CniAnswer answer =
        stage
            .crew
            .addBeyondPool(List.of(new PodCrew.Assignment(tooMany, node)))
            .getFirst()
            .answer();
    judge(stage, node, capacity, answer);
    // A runtime takes back what failed, too.
    CniAnswer back = node.cni().delete(tooMany, "");
    if (!back.succeeded()) {
      stage.checks.failed("refused-pod-deleted", "DEL after the refusal failed: " + back.failure());
    }
    stage.sandboxes.remove(tooMany);
  }

  private static void fill(Stage stage, Node node, int extra)
      throws IOException, InterruptedException {
    List<PodCrew.Assignment> assignments = new ArrayList<>();
    for (int i = 1; i <= extra; i++) {
      assignments.add(new PodCrew.Assignment(stage.sandboxes.create("fill-" + i), node));
    }
    List<PodCrew.Answered> answers = stage.crew.addBeyondPool(assignments);
    Admission.admit(stage, answers);
    PoolView pool = node.control().pool();
    stage.checks.that(
        answers.stream().allMatch(a -> a.answer().succeeded()),
        "node-filled",
        "%s is full: %d pods on %d ENIs".formatted(node.name(), pool.leased(), pool.enis().size()),
        "%s has only %d leases: %s"
            .formatted(
                node.name(),
                pool.leased(),
                answers.stream()
                    .filter(a -> !a.answer().succeeded())
                    .findFirst()
                    .map(a -> a.answer().failure())
                    .orElse("")));
  }

  private static void judge(Stage stage, Node node, int capacity, CniAnswer answer) {
    if (answer.succeeded()) {
      stage.checks.failed(
          "limit-named",
          "pod " + (capacity + 1) + " on " + node.name() + " got an address beyond the limit");
      return;
    }
    String text = answer.failure();
    boolean named =
        text.contains(stage.options.limits().instanceType()) || text.contains("" + capacity);
    stage.checks.that(
        named,
        "limit-named",
        "pod " + (capacity + 1) + " is refused: " + text,
        "the refusal does not name the limit of " + capacity + ": " + text);
    stage.checks.that(
        answer.nanos() < ANSWER_LIMIT_NANOS,
        "refused-at-once",
        "after " + Percentiles.text(answer.nanos() / 1e6) + " ms",
        "only after " + Percentiles.text(answer.nanos() / 1e6) + " ms, a second is the limit");
  }
}
