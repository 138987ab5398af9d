package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.List;
import java.util.stream.IntStream;

/// What the tests of the pool share: ENIs and addresses by number.
final class Pools {

  static final EniId ENI_A = new EniId("eni-a");
  static final EniId ENI_B = new EniId("eni-b");
  static final EniId ENI_C = new EniId("eni-c");
  static final InitialState FREE = new InitialState.Free();

  private Pools() {}

  static IpAddress address(int number) {
    return IpAddress.ofIpv4(0x0a000000 + number);
  }

  /// Addresses `from` to `from + count − 1`.
  static List<IpAddress> addresses(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(Pools::address).toList();
  }

  /// A pool with one ENI of free addresses 0 to `count − 1`.
  static AddressPool poolOf(int count) {
    AddressPool pool = new AddressPool();
    pool.addAddresses(ENI_A, addresses(0, count), FREE);
    return pool;
  }
}
