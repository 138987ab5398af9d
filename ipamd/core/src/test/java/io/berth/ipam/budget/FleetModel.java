package io.berth.ipam.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/// Many nodes that each need one more ENI at the same moment, against one account's buckets, in
/// virtual time: create, attach, modify, each repeated until EC2 takes it. Only the budgets decide
/// when.
final class FleetModel {

  private static final List<CloudAction> CHAIN =
      List.of(CloudAction.CREATE, CloudAction.ATTACH, CloudAction.MODIFY);

  /// As the profile `realistic` of the testbed has them.
  private static final Map<CloudAction, Long> LATENCY_MILLIS =
      Map.of(CloudAction.CREATE, 300L, CloudAction.ATTACH, 750L, CloudAction.MODIFY, 350L);

  /// A throttle is refused at the door.
  private static final long REFUSAL_MILLIS = 50;

  private record Event(long atMillis, int order, Runnable run) {}

  private static final class Account {
    double tokens;
    long countedMillis;
  }

  private static final class Node {
    final CallBudget budget;
    int step;
    int throttles;

    Node(CallBudget budget) {
      this.budget = budget;
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingInt(Event::order));
  private final Map<CloudAction, Account> accounts = new EnumMap<>(CloudAction.class);
  private final List<Node> nodes = new ArrayList<>();
  private final CallPriority priority;
  private int order;
  private long nowMillis;
  int calls;
  int throttles;

  /// When the last node had its ENI.
  long finishedMillis;

  FleetModel(int nodeCount, int hint, CallPriority priority, long seed) {
    this.priority = priority;
    Random random = new Random(seed);
    for (CloudAction action : CloudAction.values()) {
      Account account = new Account();
      account.tokens = action.bucket();
      accounts.put(action, account);
    }
    for (int i = 0; i < nodeCount; i++) {
      Node node = new Node(new CallBudget(hint, new Random(random.nextLong())));
      nodes.add(node);
      at(0, () -> turn(node));
    }
  }

  /// Runs until every node has its ENI.
  FleetModel run() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      nowMillis = event.atMillis();
      event.run().run();
    }
    return this;
  }

  int mostThrottlesOfANode() {
    return nodes.stream().mapToInt(node -> node.throttles).max().orElse(0);
  }

  /// What the account's smallest bucket allows: the last chain cannot end earlier.
  long lowerBoundMillis() {
    CloudAction attach = CloudAction.ATTACH;
    return Math.max(nodes.size() - attach.bucket(), 0) * 1_000L / attach.perSecond()
        + LATENCY_MILLIS.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return nodes.size()
        + " nodes, "
        + priority
        + ": "
        + finishedMillis
        + " ms ("
        + "%.2f".formatted((double) finishedMillis / lowerBoundMillis())
        + " of the bound), "
        + throttles
        + " of "
        + calls
        + " calls throttled, at most "
        + mostThrottlesOfANode()
        + " of a node";
  }

  private void turn(Node node) {
    CloudAction action = CHAIN.get(node.step);
    CallPriority asked = node.step == 0 ? priority : CallPriority.WAITING;
    if (!node.budget.take(action, asked, nowMillis)) {
      at(node.budget.readyMillis(action, asked, nowMillis), () -> turn(node));
      return;
    }
    calls++;
    long begun = nowMillis;
    if (admitted(action)) {
      at(nowMillis + LATENCY_MILLIS.getOrDefault(action, 0L), () -> answered(node, action));
      return;
    }
    throttles++;
    node.throttles++;
    at(
        nowMillis + REFUSAL_MILLIS,
        () -> {
          node.budget.throttled(action, begun, nowMillis);
          turn(node);
        });
  }

  private void answered(Node node, CloudAction action) {
    node.budget.answered(action, nowMillis);
    node.step++;
    if (node.step < CHAIN.size()) {
      turn(node);
    } else {
      finishedMillis = Math.max(finishedMillis, nowMillis);
    }
  }

  private boolean admitted(CloudAction action) {
    Account account = Objects.requireNonNull(accounts.get(action));
    double gained = (nowMillis - account.countedMillis) * action.perSecond() / 1_000.0;
    account.tokens = Math.min(action.bucket(), account.tokens + gained);
    account.countedMillis = nowMillis;
    if (account.tokens < 1) {
      return false;
    }
    account.tokens--;
    return true;
  }

  private void at(long atMillis, Runnable run) {
    events.add(new Event(Math.max(atMillis, nowMillis), order++, run));
  }
}
