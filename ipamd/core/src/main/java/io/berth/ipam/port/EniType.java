package io.berth.ipam.port;

/// What an ENI is for, as EC2 says; only an ordinary one may be removed when pods need it no
/// longer.
public enum EniType {
  /// Made for addresses.
  ORDINARY,
  /// Elastic Fabric Adapter: has addresses, and belongs to the instance's workload.
  EFA,
  /// Elastic Fabric Adapter without addresses.
  EFA_ONLY,
  /// Carries branch ENIs.
  TRUNK,
  /// Made and kept by a service of AWS.
  REQUESTER_MANAGED
}
