package io.berth.simulation.fleet;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import io.berth.simulation.world.SimulatedVpc;

/// Subnets for a fleet: each fills a VPC of its own, of one account.
final class Subnets {

  /// Addresses of a /16 that ENIs can have; five are reserved, and some are left, since the VPC's
  /// own search for a free one is slow in a full subnet.
  static final int ADDRESSES = 65_000;

  /// 10.0.0.0/16 to 10.255.0.0/16.
  static final int MAX = 256;

  private final SimulatedVpc vpc;
  private final int nodesPerSubnet;
  private int made;
  private int placed;
  private SubnetId current;

  Subnets(SimulatedVpc vpc, int nodesPerSubnet) {
    this.vpc = vpc;
    this.nodesPerSubnet = nodesPerSubnet;
    this.current = make();
  }

  /// Where the next node goes.
  SubnetId next() {
    if (placed == nodesPerSubnet) {
      current = make();
      placed = 0;
    }
    placed++;
    return current;
  }

  private SubnetId make() {
    return vpc.createSubnet(Cidr.parse("10." + made++ + ".0.0/16")).id();
  }
}
