package io.berth.emulator.control;

import io.berth.ipam.model.InstanceId;
import java.util.Map;

/// What the control API must know of the emulator around the model.
public interface Testbed {

  /// Endpoints for people and programs: `ec2`, `control`, and where packets flow `vpcNamespace`.
  Map<String, String> endpoints();

  /// How to reach an instance: `namespace` (name) and `namespacePath` where there is a network;
  /// `ec2` and `imds`, URLs to be used from inside the instance, or from this host where there is
  /// no network.
  Map<String, String> reach(InstanceId instance);

  /// Asks the program to end; returns at once.
  void shutDown();
}
