package io.berth.demo.trial;

import io.berth.demo.rig.Await;
import io.berth.demo.rig.CniAnswer;
import io.berth.demo.rig.Pod;
import io.berth.demo.rig.PoolView;
import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Static stability: whatever of AWS is gone, before and during a restart, the daemon serves ADD
/// from the addresses it has, serves DEL and CHECK, and heals when AWS returns.
///
/// @param seed of sandbox ids
public record CutOffTrial(long seed) implements Trial {

  /// Free addresses that the daemon keeps; more than the pods that come while it is cut off.
  private static final int WARM_ADDRESSES = 8;

  /// A service that does not answer at all is given up after so long.
  private static final int HTTP_TIMEOUT_SECONDS = 2;

  private static final Duration HEAL_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  @Override
  public String instanceType() {
    return "m5.xlarge";
  }

  @Override
  public Map<String, String> settings(InstanceLimits limits) {
    return Map.of(
        "WARM_IP_TARGET", String.valueOf(WARM_ADDRESSES),
        "HTTP_TIMEOUT", String.valueOf(HTTP_TIMEOUT_SECONDS));
  }

  @Override
  public int callers() {
    return 1;
  }

  @Override
  public boolean run(TrialNode node, Random random, PrintStream out)
      throws IOException, InterruptedException {
    out.printf(
        "Cut off: one emulated %s without EC2, without its metadata service, and without both%n",
        instanceType());
    node.node().startDaemon();
    node.node().awaitServing();
    node.awaitFree(WARM_ADDRESSES);
    Life life = new Life(node);
    life.add();
    life.add();
    List<String> wrong = new ArrayList<>();
    long slowestMillis = 0;
    for (Outage outage : Outage.values()) {
      CutOffResult result = life.through(outage);
      out.println(result.sentence());
      result.wrong().forEach(sentence -> out.println("  WRONG: " + sentence));
      out.flush();
      wrong.addAll(result.wrong());
      slowestMillis = Math.max(slowestMillis, result.firstAddMillis());
    }
    out.printf(
        "%d outages, %d things wrong; exec to the first ADD answered: at most %d ms%n",
        Outage.values().length, wrong.size(), slowestMillis);
    return wrong.isEmpty();
  }

  /// The node's pods while AWS comes and goes; for one thread.
  private static final class Life {

    private final TrialNode node;

    /// Pods in the order in which they came, with what their ADD answered.
    private final Map<Pod, String> pods = new LinkedHashMap<>();

    private final List<String> wrong = new ArrayList<>();
    private int named;

    Life(TrialNode node) {
      this.node = node;
    }

    CutOffResult through(Outage outage) throws IOException, InterruptedException {
      wrong.clear();
      outage.begin(node.testbed());
      serveAll(outage.words() + ", the daemon alive: ");

      Map<String, Long> atKill = node.testbed().ec2Calls();
      node.node().killDaemon();
      long begun = System.nanoTime();
      node.node().startDaemon();
      node.node().awaitListening();
      long listeningMillis = (System.nanoTime() - begun) / 1_000_000;
      expect(add(), outage.words() + ", first ADD after the restart: ");
      long firstAddMillis = (System.nanoTime() - begun) / 1_000_000;
      serveAll(outage.words() + ", after the restart: ");
      wrong.addAll(node.settledViolations());

      // Where EC2 answered all the time, the look at it that follows a start came at once.
      Map<String, Long> before = outage.ofEc2() ? node.testbed().ec2Calls() : atKill;
      Outage.end(node.testbed());
      long endedNanos = System.nanoTime();
      List<PoolView> looks = new ArrayList<>();
      boolean healthy =
          Await.until(
              HEAL_LIMIT,
              LOOK_EVERY,
              () -> {
                looks.add(node.node().control().pool());
                return looks.getLast().free() >= WARM_ADDRESSES
                    && described(node.testbed().ec2Calls()) > described(before);
              });
      if (!healthy) {
        wrong.add(
            "%s: not healed within %d s after it ended: %s; EC2 calls before %s, after %s"
                .formatted(
                    outage.words(),
                    HEAL_LIMIT.toSeconds(),
                    looks.getLast(),
                    before,
                    node.testbed().ec2Calls()));
      }
      return new CutOffResult(
          outage.words(),
          listeningMillis,
          firstAddMillis,
          (System.nanoTime() - endedNanos) / 1_000_000,
          List.copyOf(wrong));
    }

    CniAnswer add() throws IOException, InterruptedException {
      Pod pod = node.sandbox("pod-" + ++named);
      CniAnswer answer = node.add(pod);
      pods.put(pod, answer.stdout());
      return answer;
    }

    /// An ADD, a CHECK of every pod, and a DEL of the oldest.
    private void serveAll(String when) throws IOException, InterruptedException {
      expect(add(), when + "ADD: ");
      for (Map.Entry<Pod, String> pod : pods.entrySet()) {
        expect(node.node().cni().check(pod.getKey(), pod.getValue()), when + "CHECK: ");
      }
      Pod oldest = pods.keySet().iterator().next();
      pods.remove(oldest);
      expect(node.delete(oldest), when + "DEL: ");
    }

    private void expect(CniAnswer answer, String what) {
      if (!answer.succeeded()) {
        wrong.add(what + answer.failure());
      }
    }

    /// Looks at the ENIs: the audit.
    private static long described(Map<String, Long> calls) {
      return calls.getOrDefault("DescribeNetworkInterfaces", 0L)
          + calls.getOrDefault("DescribeInstances", 0L);
    }
  }
}
