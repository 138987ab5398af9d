package io.berth.emulator;

import io.berth.emulator.live.NetworkCarrier;
import io.berth.ipam.model.InstanceId;
import java.util.Map;

/// Gives each instance a place from which it is reached, and closes it with the instance.
interface Nodes extends NetworkCarrier, AutoCloseable {

  /// How an instance is reached, in the form of the control API; empty when it has no place.
  Map<String, String> reach(InstanceId instance);

  /// More endpoints of the testbed as a whole.
  Map<String, String> endpoints();

  /// Removes everything that was made.
  @Override
  void close();
}
