package io.berth.simulation.fleet;

import io.berth.emulator.vpc.Action;
import io.berth.simulation.run.Policy;
import io.berth.simulation.world.CallCount;
import java.util.Map;

/// What became of a fleet.
///
/// @param policy who answered the pods
/// @param endedMillis when the last pod had its address, or the run ended without it
/// @param addressed pods that had their address then
/// @param pods all of them
/// @param waits how long pods waited
/// @param refusals ADDs that were refused and tried again by the kubelet
/// @param calls of EC2, by action
/// @param mostThrottles of one node
/// @param leased addresses that pods had at the end
/// @param idle addresses that nodes held beside
/// @param lowerBoundMillis the shortest time that the buckets allow
/// @param curve how the pods got there
/// @param events of the simulation, a measure of its work
public record FleetResult(
    Policy policy,
    long endedMillis,
    int addressed,
    int pods,
    Waits waits,
    long refusals,
    Map<Action, CallCount> calls,
    int mostThrottles,
    long leased,
    long idle,
    long lowerBoundMillis,
    Curve curve,
    long events) {

  /// How long pods waited, of those that got an address.
  public record Waits(long medianMillis, long p99Millis, long longestMillis) {}

  public FleetResult {
    calls = Map.copyOf(calls);
  }

  public boolean isComplete() {
    return addressed == pods;
  }

  public long allCalls() {
    return calls.values().stream().mapToLong(CallCount::calls).sum();
  }

  public long throttles() {
    return calls.values().stream().mapToLong(CallCount::throttled).sum();
  }

  /// Of all calls, 0 to 1.
  public double throttledPart() {
    return allCalls() == 0 ? 0 : (double) throttles() / allCalls();
  }

  public double idlePerLeased() {
    return leased == 0 ? 0 : (double) idle / leased;
  }

  public double ratioToLowerBound() {
    return lowerBoundMillis == 0 ? 0 : (double) endedMillis / lowerBoundMillis;
  }
}
