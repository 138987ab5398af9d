package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;
import static io.berth.ipam.pool.Pools.ENI_A;
import static io.berth.ipam.pool.Pools.ENI_B;
import static io.berth.ipam.pool.Pools.FREE;
import static io.berth.ipam.pool.Pools.address;
import static io.berth.ipam.pool.Pools.addresses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Prefixes in the pool: whole in, whole out, beside single addresses; and ENIs being emptied.
class AddressPoolPrefixTest {

  private static final Cidr PREFIX = new Cidr(address(32), 28);
  private static final Cidr OTHER = new Cidr(address(64), 28);

  private final AddressPool pool = new AddressPool();

  @Test
  void d19_onePrefix_servesSixteenClaims_firstAndLastAddressIncluded() {
    assertEquals(16, pool.addPrefix(ENI_A, PREFIX, FREE));
    Set<IpAddress> got = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      got.add(pool.address(pool.claim()));
    }
    assertEquals(Set.copyOf(addresses(32, 16)), got);
    assertEquals(NONE, pool.claim());
    assertEquals(NONE, pool.claimForWaiter());
  }

  @Test
  void d20_prefixesPreferred_aClaimTakesThePrefixFirst_andSinglesStayInReserve() {
    pool.addAddresses(ENI_A, addresses(1, 1), FREE);
    pool.prefer(AddressKind.PREFIX);
    pool.addPrefix(ENI_A, PREFIX, FREE);
    pool.publish();
    assertEquals(17, pool.view().total());
    assertEquals(new AddressCounts(1, 1, 16, 0, 0, 0, 0), pool.view().enis().getFirst().prefixes());
    assertEquals(address(32), pool.address(pool.claim()));
    for (int i = 0; i < 15; i++) {
      assertTrue(PREFIX.contains(pool.address(pool.claim())));
    }
    assertEquals(address(1), pool.address(pool.claim()));
  }

  @Test
  void d21_modeSwitchedBack_singlesAreTakenFirst_andAPrefixLeavesWholeOnceEmpty() {
    pool.addAddresses(ENI_A, addresses(1, 1), FREE);
    pool.addPrefix(ENI_A, PREFIX, FREE);
    pool.prefer(AddressKind.PREFIX);
    long inPrefix = pool.claim();
    pool.prefer(AddressKind.SINGLE);
    assertEquals(address(1), pool.address(pool.claim()));
    assertEquals(List.of(), pool.retirePrefixesUpTo(ENI_A, 1));
    assertEquals(17, pool.view().total());
    pool.release(inPrefix, 100);
    assertEquals(List.of(), pool.retirePrefixesUpTo(ENI_A, 1));
    pool.ripen(100);
    assertEquals(List.of(PREFIX), pool.retirePrefixesUpTo(ENI_A, 1));
    addresses(32, 16).forEach(each -> assertTrue(pool.vacate(each)));
    assertEquals(1, pool.view().total());
    assertEquals(1, pool.topologyVolatile().blocks());
  }

  @Test
  void d23_aPrefixWithACoolingAddress_isNotWholeFree() {
    pool.addPrefix(ENI_A, PREFIX, FREE);
    pool.release(pool.claim(), 100);
    assertEquals(new AddressCounts(1, 0, 15, 0, 1, 0, 0), pool.view().enis().getFirst().prefixes());
  }

  @Test
  void retirePrefixes_oneAddressLeased_takesOnlyTheOther() {
    pool.addPrefix(ENI_A, PREFIX, FREE);
    pool.addPrefix(ENI_A, OTHER, FREE);
    pool.claimExact(address(64 + 7));
    assertEquals(List.of(PREFIX), pool.retirePrefixesUpTo(ENI_A, 2));
    addresses(32, 16).forEach(each -> assertTrue(pool.unretire(each)));
    assertEquals(31, pool.view().free());
  }

  @Test
  void blockId_ofANarrowerBlockInBetween_goesOnFromTheWidestGenerations() {
    pool.addAddresses(ENI_A, addresses(200, 40), FREE);
    long handle = pool.claimExact(address(239));
    pool.release(handle, 0);
    pool.ripen(0);
    leaveAndReturn();
    pool.addPrefix(ENI_A, PREFIX, FREE);
    leaveAndReturn();
    pool.addAddresses(ENI_A, addresses(200, 40), FREE);
    long later = pool.claimExact(address(239));
    assertEquals(Handle.blockId(handle), Handle.blockId(later));
    assertTrue(Handle.generation(later) > Handle.generation(handle), "P3");
    assertFalse(pool.release(handle, 0));
  }

  private void leaveAndReturn() {
    assertTrue(pool.retireAll(ENI_A));
    pool.forEach(slot -> pool.vacate(slot.address()));
    assertTrue(pool.removeEni(ENI_A));
  }

  @Test
  void addPrefix_wrongLength_isRefused() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> pool.addPrefix(ENI_A, Cidr.parse("10.0.0.0/27"), FREE));
    assertEquals("a delegated prefix is a /28, not 10.0.0.0/27", refused.getMessage());
  }

  @Test
  void aPrefixThatEc2Lost_staysWithItsPods_andComesBackAsNew() {
    pool.addPrefix(ENI_A, PREFIX, FREE);
    long handle = pool.claimExact(address(40));
    pool.markLost(address(40), true);
    addresses(32, 16).forEach(pool::retire);
    addresses(32, 16).forEach(pool::vacate);
    assertEquals(new AddressCounts(1, 0, 0, 1, 0, 0, 1), pool.view().enis().getFirst().prefixes());
    assertEquals(15, pool.addPrefix(ENI_A, PREFIX, FREE));
    assertTrue(pool.release(handle, 0));
    pool.ripen(0);
    assertEquals(15, pool.view().total());
    assertEquals(1, pool.addPrefix(ENI_A, PREFIX, FREE));
  }

  @Test
  void drain_freeAddressesRetireAtOnce_andNobodyCanClaim() {
    pool.addAddresses(ENI_A, addresses(0, 2), FREE);
    long leased = pool.claim();
    assertTrue(pool.drain(ENI_A));
    assertEquals(NONE, pool.claim());
    assertEquals(NONE, pool.claimForWaiter());
    pool.release(leased, 10);
    assertEquals(0, pool.ripen(10));
    assertEquals(2, pool.view().retiring());
    assertTrue(pool.retireAll(ENI_A));
    assertFalse(pool.drain(ENI_B));
  }

  @Test
  void drain_whatArrivesOrIsRefusedMeanwhile_staysOutOfUse() {
    pool.addAddresses(ENI_A, addresses(0, 1), FREE);
    pool.drain(ENI_A);
    pool.addAddresses(ENI_A, addresses(1, 1), FREE);
    pool.addPrefix(ENI_A, PREFIX, FREE);
    assertTrue(pool.unretire(address(0)));
    assertEquals(0, pool.ripen(1));
    assertEquals(18, pool.view().retiring());
    assertEquals(NONE, pool.claimForWaiter());
  }

  @Test
  void undrain_allIsFreeAgain_butWhatIsLeaving() {
    pool.addAddresses(ENI_A, addresses(0, 3), FREE);
    pool.drain(ENI_A);
    assertTrue(pool.undrain(ENI_A, List.of(address(1))));
    assertEquals(2, pool.view().free());
    assertEquals(1, pool.view().retiring());
    assertFalse(pool.undrain(ENI_B, List.of()));
  }
}
