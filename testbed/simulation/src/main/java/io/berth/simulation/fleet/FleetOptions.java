package io.berth.simulation.fleet;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.InstanceLimits;
import io.berth.simulation.node.NodeSettings;

/// A fleet and its load: fresh instances that start together, each with its pods waiting.
///
/// @param nodes how many, 1 to 100,000
/// @param podsPerNode how many pods arrive on each when it starts; at most what the type can
///   address
/// @param limits of the instance type
/// @param settings of every node
/// @param latency how long EC2 takes
/// @param throttling what the account may ask of EC2
/// @param startWithinMillis nodes start at moments drawn from this span
/// @param seed of all that is drawn
/// @param limitMillis when to give up, of virtual time
public record FleetOptions(
    int nodes,
    int podsPerNode,
    InstanceLimits limits,
    NodeSettings settings,
    LatencyProfile latency,
    Throttling throttling,
    long startWithinMillis,
    long seed,
    long limitMillis) {

  /// The largest fleet: what the addresses of 10.0.0.0/8 are enough for, on small types.
  public static final int MAX_NODES = 100_000;

  /// @throws IllegalArgumentException when a number is out of range, saying which and why
  public FleetOptions {
    if (nodes < 1 || nodes > MAX_NODES) {
      throw new IllegalArgumentException("nodes must be 1 to " + MAX_NODES + ", not " + nodes);
    }
    int most = limits.maxEnis() * limits.secondariesPerEni();
    if (podsPerNode < 1 || podsPerNode > most) {
      throw new IllegalArgumentException(
          "pods per node must be 1 to "
              + most
              + ", the addresses that "
              + limits.instanceType()
              + " has for pods ("
              + limits.maxEnis()
              + " ENIs of "
              + limits.secondariesPerEni()
              + "), not "
              + podsPerNode);
    }
    int subnets = (nodes + nodesPerSubnet(limits) - 1) / nodesPerSubnet(limits);
    if (subnets > Subnets.MAX) {
      throw new IllegalArgumentException(
          nodes
              + " nodes of "
              + limits.instanceType()
              + " may need "
              + subnets
              + " subnets of 65,531 addresses, and 10.0.0.0/8 has "
              + Subnets.MAX
              + "; simulate at most "
              + Subnets.MAX * nodesPerSubnet(limits));
    }
    if (startWithinMillis < 0 || limitMillis < 1) {
      throw new IllegalArgumentException(
          "start within " + startWithinMillis + " ms, give up after " + limitMillis + " ms");
    }
  }

  /// Nodes for which a /16 is enough even when each takes all that its type allows.
  static int nodesPerSubnet(InstanceLimits limits) {
    return Math.max(Subnets.ADDRESSES / (limits.maxEnis() * limits.ipv4PerEni()), 1);
  }

  int allPods() {
    return nodes * podsPerNode;
  }
}
