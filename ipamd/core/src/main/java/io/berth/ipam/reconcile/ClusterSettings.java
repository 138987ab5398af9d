package io.berth.ipam.reconcile;

/// What the configuration says about the cluster and the VPC around the node.
///
/// @param name the cluster's name, as in tags; empty when not set
/// @param discoversSubnets whether other subnets of the zone may be used, as their tags say
/// @param cleansLeakedEnis whether ENIs that were left behind are deleted
public record ClusterSettings(String name, boolean discoversSubnets, boolean cleansLeakedEnis) {

  /// A node that knows no cluster, stays in its subnet and cleans nothing up.
  public static final ClusterSettings NONE = new ClusterSettings("", false, false);

  boolean isNamed() {
    return !name.isEmpty();
  }
}
