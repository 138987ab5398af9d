package io.berth.simulation.node;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.plan.WarmTargets;

/// How a node is configured; the same for either policy where it has the setting.
///
/// @param kind in which portions it grows; the incumbent's policy knows single addresses only
/// @param targets what to keep ready
/// @param coolingMillis how long a released address is not handed out again
/// @param addTimeoutMillis how long an ADD may wait for an address; the incumbent's never wait
/// @param fleetSize what the daemon is told of the number of nodes; 0 for nothing
public record NodeSettings(
    AddressKind kind,
    WarmTargets targets,
    long coolingMillis,
    long addTimeoutMillis,
    int fleetSize) {

  /// The defaults of either daemon's configuration.
  public static final NodeSettings DEFAULT =
      new NodeSettings(
          AddressKind.SINGLE, new WarmTargets(1, 0, 0, 0, 0, Integer.MAX_VALUE), 30_000, 90_000, 0);

  public NodeSettings withTargets(WarmTargets newTargets) {
    return new NodeSettings(kind, newTargets, coolingMillis, addTimeoutMillis, fleetSize);
  }

  /// `WARM_ENI_TARGET`, with as many pods as there can be.
  public NodeSettings withWarmEnis(int count) {
    return withTargets(new WarmTargets(count, 0, 0, 0, 0, targets.maxPods()));
  }

  /// `WARM_IP_TARGET` and `MINIMUM_IP_TARGET`.
  public NodeSettings withWarmIps(int count, int minimum) {
    return withTargets(new WarmTargets(0, count, minimum, 0, 0, targets.maxPods()));
  }

  public NodeSettings withCoolingMillis(long millis) {
    return new NodeSettings(kind, targets, millis, addTimeoutMillis, fleetSize);
  }

  public NodeSettings withFleetSize(int nodes) {
    return new NodeSettings(kind, targets, coolingMillis, addTimeoutMillis, nodes);
  }
}
