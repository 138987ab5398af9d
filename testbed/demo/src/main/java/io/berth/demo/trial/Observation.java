package io.berth.demo.trial;

import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.NodeKernel;
import java.util.List;
import java.util.Map;

/// What was found after a restart.
///
/// @param podAddresses by sandbox: the addresses of its interface, read inside its namespace
/// @param node what the node's kernel holds for pods
/// @param leases what the daemon says
record Observation(
    Map<String, List<String>> podAddresses, NodeKernel node, List<LeaseView> leases) {

  Observation {
    podAddresses = Map.copyOf(podAddresses);
    leases = List.copyOf(leases);
  }
}
