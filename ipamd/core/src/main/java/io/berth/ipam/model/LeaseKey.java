package io.berth.ipam.model;

/// Names one attachment of one sandbox: the idempotency key of the CNI specification (section 4,
/// "CNI operations": network name, container id, interface name). A pod that is retried by the
/// kubelet comes back with another container id, so it has another key.
///
/// @param network the network's name from the configuration
/// @param containerId the sandbox's id
/// @param interfaceName the interface inside the sandbox, for example `eth0`
public record LeaseKey(String network, String containerId, String interfaceName)
    implements Comparable<LeaseKey> {

  /// @throws IllegalArgumentException when a part is empty
  public LeaseKey {
    if (network.isEmpty() || containerId.isEmpty() || interfaceName.isEmpty()) {
      throw new IllegalArgumentException("a lease key has three parts that are not empty");
    }
  }

  @Override
  public int compareTo(LeaseKey other) {
    int byNetwork = network.compareTo(other.network);
    if (byNetwork != 0) {
      return byNetwork;
    }
    int byContainer = containerId.compareTo(other.containerId);
    return byContainer != 0 ? byContainer : interfaceName.compareTo(other.interfaceName);
  }

  /// `network/container/interface`; unambiguous because none of the three may contain a slash (CNI
  /// specification, section 2).
  @Override
  public String toString() {
    return network + "/" + containerId + "/" + interfaceName;
  }
}
