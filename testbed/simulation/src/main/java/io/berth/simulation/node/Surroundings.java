package io.berth.simulation.node;

import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedKernel;

/// What stands between a daemon and its world. Each start asks for each port once; what is returned
/// takes its place. By default nothing stands between.
public interface Surroundings {

  /// Nothing.
  Surroundings NONE = new Surroundings() {};

  /// @param life of the process that will call it
  default Cloud cloud(Cloud world, Lifetime life) {
    return world;
  }

  /// @param life of the process that will call it
  default Kernel kernel(SimulatedKernel world, Lifetime life) {
    return world.kernel(life);
  }

  /// @param life of the process that will call it
  default Journal journal(Journal world, Lifetime life) {
    return world;
  }

  /// What the process reads the time from.
  default Clock clock(Clock world) {
    return world;
  }
}
