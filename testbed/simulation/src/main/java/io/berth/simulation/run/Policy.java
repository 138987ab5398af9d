package io.berth.simulation.run;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.incumbent.IncumbentNode;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.List;

/// What answers a node's pods.
public enum Policy {
  /// This project: the real pool, planner, control loop and lease service.
  BERTH("berth"),
  /// The rules of the Amazon VPC CNI v1.23.1, written anew.
  INCUMBENT("incumbent");

  private final String label;

  Policy(String label) {
    this.label = label;
  }

  /// Its name on the command line and in results.
  public String label() {
    return label;
  }

  /// Starts a node's daemon now.
  ///
  /// @param known ENIs that it knows from an earlier life; empty on a fresh instance
  /// @param seed of what it draws
  public PodNetwork start(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      VirtualTime time,
      SimulatedVpc vpc,
      List<Eni> known,
      long seed) {
    return switch (this) {
      case BERTH -> new BerthNode(identity, limits, settings, time, vpc, known, seed);
      case INCUMBENT -> new IncumbentNode(identity, limits, settings, time, vpc, seed);
    };
  }
}
