package io.berth.ipam.reconcile;

import io.berth.ipam.model.InstanceId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;

/// The tags of ENIs, which are the incumbent's: both may run in one cluster, one after the other or
/// side by side. Pure functions.
public final class EniTags {

  /// Names the owner of an ENI.
  public static final String INSTANCE = "node.k8s.amazonaws.com/instance_id";

  /// When it was created. Berth believes what it has seen itself; the incumbent's clean-up judges
  /// an ENI's age by this.
  static final String CREATED_AT = "node.k8s.amazonaws.com/createdAt";

  static final String CLUSTER = "cluster.k8s.amazonaws.com/name";
  static final String OWNER = "eks:eni:owner";
  static final String OWNER_NAME = "amazon-vpc-cni";

  /// Keys with this in them belong to Kubernetes on AWS.
  private static final String RESERVED = "k8s.amazonaws.com";

  /// Begin of the description of ENIs created for pods.
  static final String DESCRIPTION = "aws-K8S-";

  private EniTags() {}

  /// Whether a key may not be set by a person.
  public static boolean isReserved(String key) {
    return key.contains(RESERVED) || key.equals(OWNER);
  }

  /// The tags of a new ENI. Reserved keys among the additional ones are dropped.
  static SortedMap<String, String> of(
      SortedMap<String, String> additional,
      ClusterSettings cluster,
      InstanceId instance,
      long wallMillis) {
    SortedMap<String, String> tags = new TreeMap<>(additional);
    tags.keySet().removeIf(EniTags::isReserved);
    tags.put(INSTANCE, instance.value());
    tags.put(
        CREATED_AT, Instant.ofEpochMilli(wallMillis).truncatedTo(ChronoUnit.SECONDS).toString());
    if (cluster.isNamed()) {
      tags.put(CLUSTER, cluster.name());
      tags.put(OWNER, OWNER_NAME);
    }
    return tags;
  }
}
