package io.berth.ipam.reconcile;

import io.berth.ipam.model.AddressKind;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the control loop is told by the configuration.
///
/// @param kind in which portions to grow; `PREFIX` only for a type that supports prefixes
/// @param provisioning whether anything may be changed at EC2
/// @param coolingMillis for addresses whose past is unknown
/// @param eniMtuBytes MTU of ENIs
/// @param eniTags further tags of ENIs that are created; reserved keys have no effect
/// @param cluster what is known of the cluster and the VPC
/// @param auditMillis time between two looks at EC2 while nothing is suspicious
/// @param lagMillis how long after a change EC2's descriptions may not show it; 0 to 600,000
/// @param fleetSize nodes that call EC2 for the same account and region; 0 when not known
public record ControlSettings(
    AddressKind kind,
    boolean provisioning,
    long coolingMillis,
    int eniMtuBytes,
    SortedMap<String, String> eniTags,
    ClusterSettings cluster,
    long auditMillis,
    long lagMillis,
    int fleetSize) {

  /// What was given back is remembered for longer than this.
  private static final long MAX_LAG_MILLIS = 600_000;

  /// @throws IllegalArgumentException when a number is out of range
  public ControlSettings {
    eniTags = new TreeMap<>(eniTags);
    if (coolingMillis < 0
        || eniMtuBytes < 576
        || auditMillis < 1_000
        || lagMillis < 0
        || lagMillis > MAX_LAG_MILLIS
        || fleetSize < 0) {
      throw new IllegalArgumentException(
          "cooling "
              + coolingMillis
              + " ms, MTU "
              + eniMtuBytes
              + ", audit every "
              + auditMillis
              + " ms, descriptions lagging "
              + lagMillis
              + " ms, fleet of "
              + fleetSize
              + " nodes");
    }
  }
}
