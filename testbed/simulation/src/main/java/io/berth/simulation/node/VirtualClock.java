package io.berth.simulation.node;

import io.berth.ipam.port.Clock;
import io.berth.simulation.time.VirtualTime;

/// Both clocks begin with the simulation.
record VirtualClock(VirtualTime time) implements Clock {
  @Override
  public long bootMillis() {
    return time.nowMillis();
  }

  @Override
  public long wallMillis() {
    return time.nowMillis();
  }
}
