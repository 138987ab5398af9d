package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.List;

/// Small pools in the states from which the races start. Blocks are one slot wide, unless said
/// otherwise, so that every operation meets every other.
final class Fixture {

  static final EniId ENI = new EniId("eni-a");
  static final EniId OTHER_ENI = new EniId("eni-b");
  static final IpAddress ADDRESS = IpAddress.ofIpv4(0x0a000001);
  static final IpAddress OTHER_ADDRESS = IpAddress.ofIpv4(0x0a000002);
  static final InitialState FREE = new InitialState.Free();

  private Fixture() {}

  /// One free address.
  static AddressPool free() {
    return with(FREE);
  }

  /// One address whose cooling ended at 0.
  static AddressPool ripe() {
    return with(new InitialState.Cooling(0));
  }

  static Block block(AddressPool pool) {
    return pool.topologyVolatile().at(0);
  }

  static int one(long handle) {
    return handle == AddressPool.NONE ? 0 : 1;
  }

  static int one(boolean done) {
    return done ? 1 : 0;
  }

  private static AddressPool with(InitialState initial) {
    AddressPool pool = new AddressPool(1);
    pool.addAddresses(ENI, List.of(ADDRESS), initial);
    return pool;
  }
}
