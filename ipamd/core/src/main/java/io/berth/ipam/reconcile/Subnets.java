package io.berth.ipam.reconcile;

import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.SubnetSeen;
import java.util.Comparator;
import java.util.List;

/// Which subnets new ENIs may be created in. Pure functions.
///
/// The role tag decides: `0` keeps a subnet out, any other value that is not empty lets it in, and
/// without it the primary ENI's subnet alone is in. A subnet with a role that names clusters is for
/// those only; this is looked at when the own cluster's name is known. The values of cluster tags
/// say nothing. Tags and rules are the incumbent's.
final class Subnets {

  static final String ROLE_TAG = "kubernetes.io/role/cni";

  static final String CLUSTER_TAG_PREFIX = "cni.networking.k8s.aws/cluster/";

  private static final String KEPT_OUT = "0";

  private Subnets() {}

  /// The subnets that may be used, the one with the most free addresses first.
  ///
  /// @param seen those of the VPC in the node's availability zone
  /// @param primary the primary ENI's
  /// @param clusterName empty when not known
  static List<SubnetSeen> usable(List<SubnetSeen> seen, SubnetId primary, String clusterName) {
    return seen.stream()
        .filter(subnet -> isUsable(subnet, primary, clusterName))
        .sorted(
            Comparator.comparingInt(SubnetSeen::freeAddresses)
                .reversed()
                .thenComparing(SubnetSeen::id))
        .toList();
  }

  private static boolean isUsable(SubnetSeen subnet, SubnetId primary, String clusterName) {
    String role = role(subnet);
    if (role.isEmpty()) {
      return subnet.id().equals(primary);
    }
    return !role.equals(KEPT_OUT) && (clusterName.isEmpty() || isFor(subnet, clusterName));
  }

  private static boolean isFor(SubnetSeen subnet, String clusterName) {
    return subnet.tags().containsKey(CLUSTER_TAG_PREFIX + clusterName)
        || subnet.tags().keySet().stream().noneMatch(key -> key.startsWith(CLUSTER_TAG_PREFIX));
  }

  /// Whether ENIs that are in the subnet already shall take no new pods. A subnet that is not
  /// listed, as one of another account, is not excluded.
  static boolean isExcluded(SubnetSeen subnet) {
    return role(subnet).equals(KEPT_OUT);
  }

  private static String role(SubnetSeen subnet) {
    return subnet.tags().getOrDefault(ROLE_TAG, "");
  }
}
