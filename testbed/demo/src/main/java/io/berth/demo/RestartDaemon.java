package io.berth.demo;

import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Conversation;
import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Kills one daemon and starts it again while a connection runs.
final class RestartDaemon implements Step {

  @Override
  public String title() {
    return "A daemon dies and comes back";
  }

  @Override
  public String why() {
    return "kill -9, then a new start: leases come from the journal and the kernel, EC2 is not"
        + " needed, and pods do not notice. This is also what an upgrade looks like.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    Node node = stage.nodes.getLast();
    Map<String, String> before = leases(node);
    List<PlacedPod> own = stage.podsOn(node);
    PlacedPod here = own.getFirst();
    PlacedPod other =
        stage.pods.stream().filter(pod -> pod.node() != node).findFirst().orElse(own.getLast());
    try (Conversation conversation = Conversation.open(here.pod().namespace(), other.address())) {
      node.killDaemon();
      stage.screen.progress("killed; starting it again");
      node.startDaemon();
      long nanos = node.awaitServing();
      Map<String, String> after = leases(node);
      stage.checks.that(
          before.equals(after),
          "leases-survive",
          "%d leases before and after; serving again %.1f s after the start"
              .formatted(after.size(), nanos / 1e9),
          "leases before: " + before + "; after: " + after);
      addAnother(stage, node);
      checkTraffic(stage, here, other, conversation.observe());
    }
    checkAll(stage, node);
  }

  private static void addAnother(Stage stage, Node node) throws IOException, InterruptedException {
    var assignment = new PodCrew.Assignment(stage.sandboxes.create("after-restart"), node);
    List<PodCrew.Answered> answers = stage.crew.add(List.of(assignment));
    Admission.admit(stage, answers);
    CniAnswer answer = answers.getFirst().answer();
    stage.checks.that(
        answer.succeeded(),
        "add-after-restart",
        "a new pod got "
            + (answer.succeeded() ? answer.address() : "")
            + " in "
            + Percentiles.text(answer.nanos() / 1e6)
            + " ms",
        "a new pod got none: " + answer.failure());
  }

  private static void checkTraffic(
      Stage stage, PlacedPod from, PlacedPod to, Conversation.Observation seen) {
    stage.checks.that(
        seen.broken() == null && seen.exchanges() > 0,
        "traffic-flows",
        "meanwhile %s and %s exchanged %d bytes over one connection, the slowest in %s ms"
            .formatted(
                from.address(),
                to.address(),
                seen.exchanges(),
                Percentiles.text(seen.longestMillis())),
        "the connection from "
            + from.address()
            + " to "
            + to.address()
            + " broke: "
            + seen.broken());
  }

  private static void checkAll(Stage stage, Node node) throws IOException, InterruptedException {
    List<PlacedPod> pods = stage.podsOn(node);
    List<PodCrew.Answered> answers = stage.crew.check(pods);
    List<PodCrew.Answered> different =
        answers.stream().filter(a -> !a.answer().succeeded()).toList();
    stage.checks.that(
        different.isEmpty(),
        "check-after-restart",
        "CHECK confirms all " + pods.size() + " pods of the node",
        "CHECK refuses "
            + different.size()
            + " of "
            + pods.size()
            + " pods; the first: "
            + (different.isEmpty() ? "" : different.getFirst().answer().failure()));
  }

  private static Map<String, String> leases(Node node) throws IOException, InterruptedException {
    Map<String, String> addressOf = new TreeMap<>();
    for (LeaseView lease : node.control().leases()) {
      addressOf.put(lease.container(), lease.address());
    }
    return addressOf;
  }
}
