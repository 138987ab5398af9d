package io.berth.simulation.fleet;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Bucket;
import io.berth.emulator.vpc.Delay;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.InstanceLimits;

/// The shortest time in which anybody could give all pods of a fleet their addresses: the account's
/// buckets let the calls through at their rate, and the last calls take their time. Counts the
/// fewest calls that do; knows nothing of warm targets, and gives every describe for nothing.
public final class LowerBound {

  /// A chain of calls of which each node needs some number.
  private static final Action[] NEW_ENI = {
    Action.CREATE_NETWORK_INTERFACE, Action.ATTACH_NETWORK_INTERFACE
  };

  private static final Action[] FILL = {Action.ASSIGN_PRIVATE_IP_ADDRESSES};

  private LowerBound() {}

  /// For fresh nodes, each with its primary ENI only.
  public static long ofFreshNodes(FleetOptions options) {
    InstanceLimits limits = options.limits();
    int perEni = limits.secondariesPerEni();
    int pods = options.podsPerNode();
    int withFill = Math.max((pods - perEni + perEni - 1) / perEni, 0);
    int withoutFill = (pods + perEni - 1) / perEni;
    long best = ofCalls(options, withFill, 1);
    return withoutFill <= limits.maxEnis() - 1
        ? Math.min(best, ofCalls(options, withoutFill, 0))
        : best;
  }

  /// For so many new ENIs and filled ENIs a node.
  public static long ofCalls(FleetOptions options, int newEnis, int filledEnis) {
    return Math.max(chainMillis(options, NEW_ENI, newEnis), chainMillis(options, FILL, filledEnis));
  }

  /// The last of the calls of each action goes when its bucket lets it, and is followed by the rest
  /// of its chain.
  private static long chainMillis(FleetOptions options, Action[] chain, int perNode) {
    if (perNode == 0) {
      return 0;
    }
    long longest = 0;
    long rest = 0;
    for (int i = chain.length - 1; i >= 0; i--) {
      rest += options.latency().answers().getOrDefault(chain[i], Delay.NONE).minMillis();
      longest =
          Math.max(
              longest,
              lastMillis(options.throttling(), chain[i], (long) perNode * options.nodes()) + rest);
    }
    return longest;
  }

  private static long lastMillis(Throttling throttling, Action action, long calls) {
    Bucket bucket = throttling.buckets().get(action);
    if (bucket == null || calls <= bucket.size()) {
      return 0;
    }
    return (calls - bucket.size()) * 1_000 / bucket.perSecond();
  }
}
