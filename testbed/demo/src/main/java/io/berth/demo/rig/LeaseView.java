package io.berth.demo.rig;

import java.util.Map;

/// One lease as `berthctl leases --json` tells it.
///
/// @param container the sandbox id
/// @param address the pod's address
/// @param eni the network interface that the address is on
/// @param hostLink the node's end of the pod's link
public record LeaseView(String container, String address, String eni, String hostLink) {

  /// @throws IllegalArgumentException naming the field that is missing
  static LeaseView of(Map<String, Object> json) {
    return new LeaseView(
        JsonFields.text(json, "container"),
        JsonFields.text(json, "address"),
        JsonFields.text(json, "eni"),
        JsonFields.text(json, "hostLink"));
  }
}
