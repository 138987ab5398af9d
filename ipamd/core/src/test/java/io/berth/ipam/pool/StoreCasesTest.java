package io.berth.ipam.pool;

import static io.berth.ipam.pool.Pools.ENI_A;
import static io.berth.ipam.pool.Pools.FREE;
import static io.berth.ipam.pool.Pools.address;
import static io.berth.ipam.pool.Pools.addresses;
import static io.berth.ipam.pool.Pools.poolOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// The sampled cases of the incumbent's datastore that are the pool's, by their numbers. D19 to D23
/// are in [AddressPoolPrefixTest].
class StoreCasesTest {

  /// The incumbent says "already in store"; here the address is simply not new.
  @Test
  void d13_sameAddressTwice_changesNothing() {
    AddressPool pool = poolOf(2);
    assertEquals(0, pool.addAddresses(ENI_A, addresses(0, 1), FREE));
    assertEquals(2, pool.view().total());
  }

  @Test
  void d15_freeAddressGivenBack_isGone() {
    AddressPool pool = poolOf(2);
    assertTrue(pool.retire(address(0)));
    assertTrue(pool.vacate(address(0)));
    assertEquals(1, pool.view().total());
  }

  /// The incumbent can force it and counts that; here nothing takes an address from under a pod.
  @Test
  void d17_eniWithPods_isNotRemoved_andCannotBeForced() {
    AddressPool pool = poolOf(2);
    pool.claim();
    assertFalse(pool.retireAll(ENI_A));
    assertFalse(pool.removeEni(ENI_A));
    assertEquals(2, pool.view().total());
  }
}
