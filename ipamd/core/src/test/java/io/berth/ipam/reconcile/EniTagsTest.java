package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.model.InstanceId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Tags of new ENIs are the incumbent's.
class EniTagsTest {

  private static final String CREATED = "2026-11-25T10:30:00Z";
  private static final long CREATED_MILLIS = 1_795_602_600_123L;

  /// E19 of the sampled cases.
  @Test
  void e19_clusterAndAdditionalTags_reservedKeyIsDropped() {
    SortedMap<String, String> additional =
        new TreeMap<>(Map.of("a", "b", "node.k8s.amazonaws.com/x", "y", "eks:eni:owner", "me"));

    assertEquals(
        Map.of(
            "node.k8s.amazonaws.com/instance_id",
            "i-1",
            "node.k8s.amazonaws.com/createdAt",
            CREATED,
            "cluster.k8s.amazonaws.com/name",
            "c",
            "eks:eni:owner",
            "amazon-vpc-cni",
            "a",
            "b"),
        EniTags.of(
            additional,
            new ClusterSettings("c", true, true),
            new InstanceId("i-1"),
            CREATED_MILLIS));
  }

  @Test
  void withoutCluster_onlyInstanceAndTime() {
    assertEquals(
        Map.of(
            "node.k8s.amazonaws.com/instance_id",
            "i-1",
            "node.k8s.amazonaws.com/createdAt",
            CREATED),
        EniTags.of(new TreeMap<>(), ClusterSettings.NONE, new InstanceId("i-1"), CREATED_MILLIS));
  }
}
