package io.berth.ipam.budget;

import java.util.random.RandomGenerator;

/// The budget of one action: a token bucket whose rate and depth follow what EC2 answers. Not safe
/// for several threads.
///
/// It begins as deep as half the account's bucket. When the size of the fleet is known it begins
/// with the node's share, one call in a large fleet, and doubles with each success, so that a node
/// that is alone has the account for itself after a few calls. A throttle cuts the depth to one and
/// the rate to a half; each success adds to both.
///
/// Waits after throttles are drawn from a window. The first is short, as another caller's burst
/// passes soon. Without a hint the next is as long as a thousand nodes need, so that they are
/// throttled twice each and not over and over; with a hint it is a part of what the fleet needs.
final class ActionBudget {

  /// The window of the wait after a first throttle.
  private static final long FIRST_WINDOW_MILLIS = 15_000;

  /// The window after further ones in a fleet of unknown size. Measured on `FleetModel`: 60 s and
  /// 180 s need thrice the bound of a thousand nodes, 240 s needs 1.4 times.
  private static final long NEXT_WINDOW_MILLIS = 240_000;

  /// The window after further ones in a fleet of known size, of that over which it is spread: what
  /// is left are collisions.
  private static final int NEXT_WINDOW_PART = 4;

  /// EC2's buckets fill by the second; asking sooner meets the same bucket.
  private static final long SHORTEST_WAIT_MILLIS = 500;

  /// Waiting pods wait at most this long before the first try for the sake of the fleet.
  private static final long LONGEST_URGENT_SPREAD_MILLIS = 5_000;

  /// Their part of the fleet's window.
  private static final int URGENT_PART = 10;

  /// What a success adds to the rate, of the account's.
  private static final double ADDED_PART = 1.0 / 16;

  /// A node that was throttled over and over still calls this often.
  private static final double SLOWEST_PER_SECOND = 1.0 / 240;

  private static final long NONE = Long.MAX_VALUE;

  private final CloudAction action;
  private final RandomGenerator random;

  /// Time over which the fleet's first calls are spread; 0 without a hint or for a small fleet.
  private final long windowMillis;

  /// The window of the wait after throttles that follow the first.
  private final long nextWindowMillis;

  private final double deepest;
  private double perSecond;
  private double depth;
  private double tokens;
  private long countedMillis = Long.MIN_VALUE;
  private boolean doubling;

  /// When this node's turn comes, and when it comes for a waiting pod; [#NONE] until drawn.
  private long turnMillis = NONE;

  private long urgentTurnMillis = NONE;

  /// Until then the node has had its turn: what it does now follows from its last call.
  private long hadTurnUntilMillis = Long.MIN_VALUE;

  /// Whether the last call waited for the node's turn in the fleet, rather than the shorter one of
  /// waiting pods.
  private boolean waitedItsTurn;

  private int throttlesInRow;
  private long throttledUntilMillis = Long.MIN_VALUE;
  private long lastThrottleMillis = Long.MIN_VALUE;

  /// @param fleetSize nodes of the account; 0 when not known
  ActionBudget(CloudAction action, int fleetSize, RandomGenerator random) {
    this.action = action;
    this.random = random;
    this.deepest = action.bucket() / 2.0;
    int nodes = Math.max(fleetSize, 1);
    this.perSecond = (double) action.perSecond() / nodes;
    this.doubling = nodes > 1;
    this.depth = Math.max(deepest / nodes, 1);
    this.tokens = depth;
    long fleetMillis = fleetMillis(action, nodes);
    this.windowMillis = action.beginsChain() ? fleetMillis : 0;
    this.nextWindowMillis =
        fleetSize == 0
            ? NEXT_WINDOW_MILLIS
            : Math.max(fleetMillis / NEXT_WINDOW_PART, FIRST_WINDOW_MILLIS);
  }

  /// What the smallest bucket of a chain absorbs at once needs no spreading; half of it is left to
  /// others.
  private static long fleetMillis(CloudAction action, int nodes) {
    int smallest = action == CloudAction.DESCRIBE ? action.bucket() : CloudAction.ATTACH.bucket();
    return Math.max((nodes - smallest / 2) * 1_000L / action.perSecond(), 0);
  }

  /// When the call may be made: at most `nowMillis` if now, else a moment at which it is worth
  /// asking again.
  long readyMillis(CallPriority priority, long nowMillis) {
    refill(nowMillis);
    long ready = Math.max(throttledUntilMillis, turn(priority, nowMillis));
    double lacking = 1 + priority.reserve(depth) - tokens;
    return lacking <= 0
        ? ready
        : Math.max(ready, nowMillis + (long) Math.ceil(lacking * 1_000 / perSecond));
  }

  /// Takes the token of a call that may be made now.
  void take(long nowMillis) {
    tokens = Math.max(tokens - 1, 0);
    if (nowMillis >= hadTurnUntilMillis) {
      waitedItsTurn = turnMillis <= nowMillis;
    }
    hadTurnUntilMillis = nowMillis + windowMillis;
    turnMillis = NONE;
    urgentTurnMillis = NONE;
  }

  void answered(long nowMillis) {
    refill(nowMillis);
    throttlesInRow = 0;
    if (doubling) {
      depth = Math.min(depth * 2, deepest);
      perSecond = Math.min(perSecond * 2, action.perSecond());
      tokens = Math.min(tokens + 2, depth);
    } else {
      depth = Math.min(depth + 1, deepest);
      perSecond = Math.min(perSecond + action.perSecond() * ADDED_PART, action.perSecond());
    }
  }

  /// EC2 throttled a call. Calls that were under way together met the same empty bucket and count
  /// as one throttle.
  ///
  /// @param begunMillis when the call was made
  void throttled(long begunMillis, long nowMillis) {
    refill(nowMillis);
    if (begunMillis <= lastThrottleMillis) {
      return;
    }
    lastThrottleMillis = nowMillis;
    doubling = false;
    depth = 1;
    tokens = 1;
    perSecond = Math.max(perSecond / 2, SLOWEST_PER_SECOND);
    long window = throttlesInRow == 0 ? FIRST_WINDOW_MILLIS : nextWindowMillis;
    if (!waitedItsTurn) {
      window = Math.max(window, windowMillis);
      waitedItsTurn = true;
    }
    throttlesInRow++;
    throttledUntilMillis = nowMillis + SHORTEST_WAIT_MILLIS + random.nextLong(window);
  }

  boolean throttledNow(long nowMillis) {
    return nowMillis < throttledUntilMillis;
  }

  private long turn(CallPriority priority, long nowMillis) {
    if (windowMillis == 0 || nowMillis < hadTurnUntilMillis) {
      return Long.MIN_VALUE;
    }
    if (turnMillis == NONE || turnMillis < nowMillis - windowMillis) {
      // Not drawn yet, or so long ago that nothing followed from it.
      turnMillis = nowMillis + random.nextLong(windowMillis);
      urgentTurnMillis = NONE;
    }
    if (priority != CallPriority.WAITING) {
      return turnMillis;
    }
    if (urgentTurnMillis == NONE) {
      long urgent = Math.min(windowMillis / URGENT_PART, LONGEST_URGENT_SPREAD_MILLIS);
      urgentTurnMillis = nowMillis + random.nextLong(urgent + 1);
    }
    return Math.min(turnMillis, urgentTurnMillis);
  }

  private void refill(long nowMillis) {
    if (countedMillis != Long.MIN_VALUE && nowMillis > countedMillis) {
      tokens = Math.min(tokens + (nowMillis - countedMillis) * perSecond / 1_000, depth);
    }
    countedMillis = Math.max(countedMillis, nowMillis);
  }
}
