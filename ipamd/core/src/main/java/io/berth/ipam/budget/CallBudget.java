package io.berth.ipam.budget;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A node's budget of EC2 calls. EC2's limits hold for the whole account, so the node spreads its
/// calls by the number of nodes, if that is known, and learns from throttles otherwise. Time is
/// given with each question, in milliseconds of the boot clock; not safe for several threads.
public final class CallBudget {

  private final Map<CloudAction, ActionBudget> budgets = new EnumMap<>(CloudAction.class);

  /// @param fleetSize nodes that call EC2 for the same account and region; 0 when not known
  /// @param random spreads
  /// @throws IllegalArgumentException for a negative number of nodes
  public CallBudget(int fleetSize, RandomGenerator random) {
    if (fleetSize < 0) {
      throw new IllegalArgumentException("a fleet of " + fleetSize + " nodes");
    }
    for (CloudAction action : CloudAction.values()) {
      budgets.put(action, new ActionBudget(action, fleetSize, random));
    }
  }

  /// When a call may be made: `nowMillis` or earlier means now; otherwise the moment at which to
  /// ask again.
  public long readyMillis(CloudAction action, CallPriority priority, long nowMillis) {
    return of(action).readyMillis(priority, nowMillis);
  }

  /// Takes the token of a call if it may be made now.
  ///
  /// @return whether it may
  public boolean take(CloudAction action, CallPriority priority, long nowMillis) {
    if (of(action).readyMillis(priority, nowMillis) > nowMillis) {
      return false;
    }
    of(action).take(nowMillis);
    return true;
  }

  /// EC2 answered a call; anything but a throttle is an answer.
  public void answered(CloudAction action, long nowMillis) {
    of(action).answered(nowMillis);
  }

  /// EC2 throttled a call.
  ///
  /// @param begunMillis when it was made
  public void throttled(CloudAction action, long begunMillis, long nowMillis) {
    of(action).throttled(begunMillis, nowMillis);
  }

  /// Whether calls wait because EC2 throttled one, and not for the sake of the fleet.
  public boolean throttledNow(CloudAction action, long nowMillis) {
    return of(action).throttledNow(nowMillis);
  }

  private ActionBudget of(CloudAction action) {
    ActionBudget budget = budgets.get(action);
    if (budget == null) {
      throw new IllegalStateException("no budget for " + action);
    }
    return budget;
  }
}
