package io.berth.simulation.chaos;

import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.Surroundings;
import io.berth.simulation.world.SimulatedVpc;

/// A world that is broken on purpose, so that a test can see the checks find it.
interface Sabotage {

  /// No sabotage.
  Sabotage NONE = new Sabotage() {};

  /// What stands between the daemon and the world, worse than it is.
  default Surroundings between(Surroundings surroundings) {
    return surroundings;
  }

  /// Every second of the churn.
  default void meddle(BerthNode node, NodeIdentity identity, SimulatedVpc vpc) {}
}
