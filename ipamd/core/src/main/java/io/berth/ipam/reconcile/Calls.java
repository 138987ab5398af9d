package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallBudget;
import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Every call of EC2 goes through here: within the node's budget, the most urgent first. Whoever
/// begins something asks [#mayBegin]; what follows from it waits here for its turn. Owned by the
/// control thread.
///
/// Not bounded by itself: an ENI has one chain of calls at a time.
final class Calls {

  /// A call that EC2 throttled is repeated here this often, if it goes on with something begun;
  /// then its owner decides.
  private static final int MAX_THROTTLES = 8;

  private static final Comparator<Waiting> MOST_URGENT_FIRST =
      Comparator.comparing((Waiting call) -> call.priority).thenComparingLong(call -> call.number);

  private final NodeParts parts;
  private final Mailbox mailbox;
  private final CallBudget budget;
  private final List<Waiting> waiting = new ArrayList<>();
  private long nextNumber;

  /// When something that was not begun may begin.
  private long askAgainMillis = Long.MAX_VALUE;

  /// A call for which the budget had no token yet.
  private static final class Waiting {
    final CloudRequest request;
    final CallPriority priority;
    final Consumer<CloudOutcome> fold;
    final long number;
    int throttles;

    Waiting(CloudRequest request, CallPriority priority, Consumer<CloudOutcome> fold, long number) {
      this.request = request;
      this.priority = priority;
      this.fold = fold;
      this.number = number;
    }
  }

  Calls(NodeParts parts, Mailbox mailbox, CallBudget budget) {
    this.parts = parts;
    this.mailbox = mailbox;
    this.budget = budget;
  }

  /// Whether a chain of calls may begin now. If not, the loop gets a turn when it may.
  boolean mayBegin(CloudAction action, CallPriority priority, long nowMillis) {
    long ready = readyMillis(action, priority, nowMillis);
    if (ready > nowMillis) {
      askAgainMillis = Math.min(askAgainMillis, ready);
    }
    return ready <= nowMillis;
  }

  /// When a chain of calls may begin; at most `nowMillis` if now.
  long readyMillis(CloudAction action, CallPriority priority, long nowMillis) {
    return budget.readyMillis(action, priority, nowMillis);
  }

  /// Why a chain of calls may not begin yet, for people; it may when `readyMillis` has come.
  Hold hold(CloudAction action, long readyMillis, long nowMillis) {
    return budget.throttledNow(action, nowMillis)
        ? new Hold(Hold.Reason.THROTTLED, readyMillis, "RequestLimitExceeded for earlier calls")
        : new Hold(Hold.Reason.BUDGET, readyMillis, "as the account's rate is shared by all nodes");
  }

  /// Makes a call as soon as the budget allows. Its outcome is folded in on the control thread.
  void submit(CloudRequest request, CallPriority priority, Consumer<CloudOutcome> fold) {
    waiting.add(new Waiting(request, priority, fold, nextNumber++));
    pump(parts.clock().bootMillis());
  }

  /// Makes the calls that are due.
  void pump(long nowMillis) {
    if (askAgainMillis <= nowMillis) {
      askAgainMillis = Long.MAX_VALUE;
    }
    waiting.sort(MOST_URGENT_FIRST);
    for (Waiting call : List.copyOf(waiting)) {
      if (budget.take(CloudAction.of(call.request), call.priority, nowMillis)) {
        waiting.remove(call);
        send(call, nowMillis);
      }
    }
  }

  /// When a turn is due for a call, or [Long#MAX_VALUE].
  long nextMillis(long nowMillis) {
    long next = askAgainMillis;
    for (Waiting call : waiting) {
      next =
          Math.min(
              next, budget.readyMillis(CloudAction.of(call.request), call.priority, nowMillis));
    }
    return next;
  }

  private void send(Waiting call, long begunMillis) {
    parts
        .cloud()
        .submit(call.request, outcome -> mailbox.post(() -> answered(call, begunMillis, outcome)));
  }

  private void answered(Waiting call, long begunMillis, CloudOutcome outcome) {
    long now = parts.clock().bootMillis();
    CloudAction action = CloudAction.of(call.request);
    if (!(outcome instanceof CloudOutcome.Failed failed)) {
      budget.answered(action, now);
      call.fold.accept(outcome);
      return;
    }
    switch (failed.failure().kind()) {
      case THROTTLED -> {
        budget.throttled(action, begunMillis, now);
        if (goesOn(call.request) && ++call.throttles < MAX_THROTTLES) {
          waiting.add(call);
          return;
        }
      }
      case UNAVAILABLE, AMBIGUOUS -> {
        // Says nothing about EC2's buckets.
      }
      case SUBNET_FULL,
          NO_PREFIX,
          ENI_FULL,
          INSTANCE_FULL,
          LIMIT_REACHED,
          NOT_AUTHORISED,
          NOT_FOUND,
          BUSY,
          REJECTED ->
          budget.answered(action, now);
    }
    call.fold.accept(outcome);
  }

  /// Whether giving up would undo work that is paid for already.
  private static boolean goesOn(CloudRequest request) {
    return switch (request) {
      case CloudRequest.AttachEni _, CloudRequest.DeleteOnTermination _, CloudRequest.DeleteEni _ ->
          true;
      case CloudRequest.DescribeEnis _,
          CloudRequest.DescribeType _,
          CloudRequest.DescribeSubnets _,
          CloudRequest.DescribeReservations _,
          CloudRequest.DescribeAvailable _,
          CloudRequest.DescribeInstances _,
          CloudRequest.SetSecurityGroups _,
          CloudRequest.AssignAddresses _,
          CloudRequest.UnassignAddresses _,
          CloudRequest.CreateEni _,
          CloudRequest.DetachEni _ ->
          false;
    };
  }
}
