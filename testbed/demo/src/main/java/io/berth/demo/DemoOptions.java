package io.berth.demo;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to show.
///
/// @param nodes how many nodes
/// @param pods how many pods over all nodes
/// @param limits of the nodes' instance type
/// @param kind in which portions EC2 gives addresses
/// @param stay whether to keep everything running until it is interrupted
/// @param json where to write the report, or `null`
/// @param seed of what is random: sandbox ids
record DemoOptions(
    int nodes,
    int pods,
    InstanceLimits limits,
    AddressKind kind,
    boolean stay,
    @Nullable Path json,
    long seed) {

  /// A daemon is a JVM of some 100 MB; more nodes say nothing that two do not.
  static final int MAX_NODES = 8;

  /// Filling a bigger node to its last address would take minutes.
  static final int MAX_PODS = 500;

  /// Pod addresses of one node: every ENI's but its primary.
  int addressesPerNode() {
    return limits.maxEnis() * addressesPerEni();
  }

  /// Pod addresses of one ENI.
  int addressesPerEni() {
    return limits.secondariesPerEni() * kind.addresses();
  }

  /// Pods that the fullest node gets.
  int podsPerNode() {
    return (pods + nodes - 1) / nodes;
  }

  /// What the daemons are told, as an operator would who knows how many pods a node gets.
  Map<String, String> daemonSettings() {
    return Map.of(
        "MINIMUM_IP_TARGET",
        String.valueOf(podsPerNode()),
        "WARM_IP_TARGET",
        "1",
        "ENABLE_PREFIX_DELEGATION",
        String.valueOf(kind == AddressKind.PREFIX));
  }

  /// Why this cannot be shown, or `null` when it can.
  @Nullable String problem() {
    if (nodes < 1 || nodes > MAX_NODES) {
      return "--nodes is 1 to " + MAX_NODES + ", not " + nodes;
    }
    if (pods < 1 || pods > MAX_PODS) {
      return "--pods is 1 to " + MAX_PODS + ", not " + pods;
    }
    if (kind == AddressKind.PREFIX && !limits.supportsPrefixes()) {
      return "--prefixes: " + limits.instanceType() + " takes none; try t3.nano";
    }
    // One address stays free for the pod that is added after the restart.
    int most = nodes * addressesPerNode() - 1;
    if (pods > most) {
      return "%d pods do not fit: %d × %s have %d × %d ENIs × %d addresses; use --pods %d or more --nodes"
          .formatted(
              pods, nodes, limits.instanceType(), nodes, limits.maxEnis(), addressesPerEni(), most);
    }
    return null;
  }
}
