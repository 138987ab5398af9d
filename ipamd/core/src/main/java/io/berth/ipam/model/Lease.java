package io.berth.ipam.model;

/// One address that one sandbox has.
///
/// @param key whose it is
/// @param address the pod's address, a secondary address of an ENI
/// @param eni the ENI that carries the address
/// @param pod the pod's name, for people and for the host link's name
/// @param hostLink name of the link's end on the node
/// @param leasedAtMillis wall clock when it was leased, milliseconds since 1970
public record Lease(
    LeaseKey key, IpAddress address, EniId eni, PodName pod, String hostLink, long leasedAtMillis) {

  /// The same lease, of an address that this ENI carries.
  public Lease on(EniId carrier) {
    return new Lease(key, address, carrier, pod, hostLink, leasedAtMillis);
  }
}
