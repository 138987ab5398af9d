package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NEVER;
import static io.berth.ipam.pool.AddressPool.NONE;
import static io.berth.ipam.pool.Pools.ENI_A;
import static io.berth.ipam.pool.Pools.ENI_B;
import static io.berth.ipam.pool.Pools.ENI_C;
import static io.berth.ipam.pool.Pools.FREE;
import static io.berth.ipam.pool.Pools.address;
import static io.berth.ipam.pool.Pools.addresses;
import static io.berth.ipam.pool.Pools.poolOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each arrow of the slot's state machine is taken when it may be, and refused from every other
/// state. One thread, one slot at a time.
class AddressPoolArrowsTest {

  private static final long DEADLINE = 30_000;

  /// A pool whose only address is in `state`.
  private static AddressPool poolIn(SlotState state) {
    AddressPool pool = poolOf(1);
    switch (state) {
      case VACANT -> {
        assertTrue(pool.retire(address(0)));
        assertTrue(pool.vacate(address(0)));
      }
      case FREE -> {}
      case LEASED -> assertNotEquals(NONE, pool.claim());
      case COOLING -> assertTrue(pool.release(pool.claim(), DEADLINE));
      case RETIRING -> assertTrue(pool.retire(address(0)));
    }
    return pool;
  }

  private static SlotState stateOf(AddressPool pool, IpAddress address) {
    List<SlotState> states = new ArrayList<>();
    pool.forEach(slot -> {
      if (slot.address().equals(address)) {
        states.add(slot.state());
      }
    });
    assertTrue(states.size() <= 1, "one state per address, not " + states);
    return states.isEmpty() ? SlotState.VACANT : states.getFirst();
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void claim_inEachState_takesOnlyAFreeAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    long handle = pool.claim();
    if (before == SlotState.FREE) {
      assertEquals(address(0), pool.address(handle));
      assertEquals(ENI_A, pool.eni(handle));
      assertEquals(SlotState.LEASED, stateOf(pool, address(0)));
    } else {
      assertEquals(NONE, handle);
      assertEquals(before, stateOf(pool, address(0)));
    }
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void claimExact_inEachState_takesAFreeOrCoolingAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    long handle = pool.claimExact(address(0));
    if (before == SlotState.FREE || before == SlotState.COOLING) {
      assertEquals(address(0), pool.address(handle));
      assertEquals(SlotState.LEASED, stateOf(pool, address(0)));
      assertEquals(0, pool.ripen(DEADLINE));
    } else {
      assertEquals(NONE, handle);
      assertEquals(before, stateOf(pool, address(0)));
    }
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void cool_inEachState_takesAFreeOrCoolingAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    boolean possible = before == SlotState.FREE || before == SlotState.COOLING;
    assertEquals(possible, pool.cool(address(0), DEADLINE + 1));
    assertEquals(possible ? SlotState.COOLING : before, stateOf(pool, address(0)));
    assertEquals(possible ? DEADLINE + 1 : NEVER, pool.nextDeadlineMillis());
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void ripen_atTheDeadline_freesOnlyACoolingAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    assertEquals(0, pool.ripen(DEADLINE - 1));
    assertEquals(before, stateOf(pool, address(0)));
    assertEquals(before == SlotState.COOLING ? 1 : 0, pool.ripen(DEADLINE));
    assertEquals(before == SlotState.COOLING ? SlotState.FREE : before, stateOf(pool, address(0)));
    assertEquals(NEVER, pool.nextDeadlineMillis());
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void retire_inEachState_takesOnlyAFreeAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    assertEquals(before == SlotState.FREE, pool.retire(address(0)));
    assertEquals(before == SlotState.FREE ? SlotState.RETIRING : before, stateOf(pool, address(0)));
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void unretire_inEachState_freesOnlyARetiringAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    assertEquals(before == SlotState.RETIRING, pool.unretire(address(0)));
    if (before == SlotState.RETIRING) {
      assertEquals(address(0), pool.address(pool.claim()));
    } else {
      assertEquals(before, stateOf(pool, address(0)));
    }
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void vacate_inEachState_forgetsOnlyARetiringAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    assertEquals(before == SlotState.RETIRING, pool.vacate(address(0)));
    assertEquals(
        before == SlotState.RETIRING ? SlotState.VACANT : before, stateOf(pool, address(0)));
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void markLost_inEachState_marksALeasedOrCoolingAddress(SlotState before) {
    AddressPool pool = poolIn(before);
    boolean possible = before == SlotState.LEASED || before == SlotState.COOLING;
    assertEquals(possible, pool.markLost(address(0), true));
    assertEquals(before, stateOf(pool, address(0)));
    assertEquals(possible ? 1 : 0, pool.view().enis().getFirst().lost());
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void removeEni_inEachState_needsAVacantEni(SlotState before) {
    AddressPool pool = poolIn(before);
    assertEquals(before == SlotState.VACANT, pool.removeEni(ENI_A));
    assertEquals(before, stateOf(pool, address(0)));
    assertEquals(before == SlotState.VACANT ? 0 : 1, pool.view().enis().size());
  }

  @Test
  void release_secondTime_isRefused() {
    AddressPool pool = poolOf(1);
    long handle = pool.claim();
    assertTrue(pool.release(handle, DEADLINE));
    assertFalse(pool.release(handle, 0));
    assertEquals(DEADLINE, pool.nextDeadlineMillis());
  }

  @Test
  void release_ofAnEarlierLease_leavesTheNewOneAlone() {
    AddressPool pool = poolOf(1);
    long first = pool.claim();
    pool.release(first, 0);
    pool.ripen(0);
    long second = pool.claim();
    assertFalse(pool.release(first, 0));
    assertEquals(address(0), pool.address(second));
    assertThrows(IllegalArgumentException.class, () -> pool.address(first));
  }

  @Test
  void release_ofNoneOrOfAnUnknownBlock_isRefused() {
    AddressPool pool = poolOf(1);
    assertFalse(pool.release(NONE, 0));
    assertFalse(pool.release(Handle.of(1, 77, 0), 0));
    assertFalse(pool.release(Handle.of(1, 0, 62), 0));
  }

  @Test
  void release_deadlineOutOfRange_isABug() {
    AddressPool pool = poolOf(1);
    long handle = pool.claim();
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> pool.release(handle, -1));
    assertEquals(
        "a cooling deadline of -1 ms is outside 0 to 1099511627775 ms of the boot clock",
        thrown.getMessage());
  }

  @Test
  void ripen_lostAddress_vacatesIt() {
    AddressPool pool = poolOf(1);
    long handle = pool.claim();
    pool.markLost(address(0), true);
    pool.release(handle, DEADLINE);
    assertEquals(0, pool.ripen(DEADLINE));
    assertEquals(SlotState.VACANT, stateOf(pool, address(0)));
    assertTrue(pool.removeEni(ENI_A));
  }

  @Test
  void ripen_lostMarkCleared_freesIt() {
    AddressPool pool = poolOf(1);
    long handle = pool.claim();
    pool.markLost(address(0), true);
    pool.markLost(address(0), false);
    pool.release(handle, DEADLINE);
    assertEquals(1, pool.ripen(DEADLINE));
  }

  @Test
  void ripen_inADrainingEni_retires() {
    AddressPool pool = poolOf(1);
    pool.release(pool.claim(), DEADLINE);
    assertTrue(pool.drain(ENI_A));
    assertEquals(0, pool.ripen(DEADLINE));
    assertEquals(SlotState.RETIRING, stateOf(pool, address(0)));
  }

  @Test
  void ripen_deadlinesOutOfOrder_freesWhatIsDue() {
    AddressPool pool = poolOf(3);
    long early = pool.claim();
    long late = pool.claim();
    long middle = pool.claim();
    pool.release(late, 300);
    pool.release(early, 100);
    pool.release(middle, 200);
    assertEquals(100, pool.nextDeadlineMillis());
    assertEquals(2, pool.ripen(200));
    assertEquals(300, pool.nextDeadlineMillis());
    assertEquals(1, pool.ripen(1_000));
  }

  @Test
  void addAddresses_alreadyThere_changesNothing() {
    AddressPool pool = poolIn(SlotState.LEASED);
    assertEquals(0, pool.addAddresses(ENI_A, List.of(address(0)), FREE));
    assertEquals(SlotState.LEASED, stateOf(pool, address(0)));
  }

  @Test
  void addAddresses_cooling_waitForTheDeadline() {
    AddressPool pool = new AddressPool();
    assertEquals(2, pool.addAddresses(ENI_A, addresses(0, 2), new InitialState.Cooling(DEADLINE)));
    assertEquals(NONE, pool.claimForWaiter());
    assertEquals(2, pool.ripen(DEADLINE));
    assertNotEquals(NONE, pool.claim());
  }

  @Test
  void addAddresses_intoAVacatedSlot_staleHandlesStayStale() {
    AddressPool pool = poolOf(1);
    long handle = pool.claim();
    pool.release(handle, 0);
    pool.ripen(0);
    pool.retire(address(0));
    pool.vacate(address(0));
    pool.addAddresses(ENI_A, List.of(address(1)), FREE);
    assertThrows(IllegalArgumentException.class, () -> pool.address(handle));
    assertEquals(address(1), pool.address(pool.claim()));
    assertFalse(pool.release(handle, 0));
  }

  @Test
  void addAddresses_moreThanABlockHolds_allCanBeClaimed() {
    AddressPool pool = poolOf(130);
    Set<IpAddress> claimed = new HashSet<>();
    for (int i = 0; i < 130; i++) {
      assertTrue(claimed.add(pool.address(pool.claim())));
    }
    assertEquals(NONE, pool.claim());
    assertEquals(Set.copyOf(addresses(0, 130)), claimed);
  }

  @Test
  void removeEni_idsUsedAgain_oldHandlesStayStale() {
    AddressPool pool = poolOf(1);
    List<Long> old = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      long handle = pool.claim();
      old.add(handle);
      pool.release(handle, 0);
      pool.ripen(0);
    }
    assertTrue(pool.retireAll(ENI_A));
    assertTrue(pool.vacate(address(0)));
    assertTrue(pool.removeEni(ENI_A));
    assertEquals(NONE, pool.claim());
    pool.addAddresses(ENI_B, addresses(10, 1), FREE);
    long fresh = pool.claim();
    assertEquals(address(10), pool.address(fresh));
    for (long handle : old) {
      assertFalse(pool.release(handle, 0));
    }
  }

  @Test
  void retireAll_oneLeased_rollsBack() {
    AddressPool pool = poolOf(3);
    pool.claimExact(address(1));
    assertFalse(pool.retireAll(ENI_A));
    assertEquals(2, pool.view().free());
    assertNotEquals(NONE, pool.claim());
    assertNotEquals(NONE, pool.claim());
  }

  @Test
  void retireUpTo_fewerFreeThanAsked_retiresThose() {
    AddressPool pool = poolOf(4);
    pool.claimExact(address(0));
    assertEquals(List.of(address(3), address(2), address(1)), pool.retireUpTo(ENI_A, 9));
    assertEquals(List.of(), pool.retireUpTo(ENI_B, 9));
    assertEquals(3, pool.view().retiring());
  }

  @Test
  void claim_afterPublish_prefersTheFullestEni() {
    AddressPool pool = poolOf(3);
    pool.addAddresses(ENI_B, addresses(10, 3), FREE);
    pool.addAddresses(ENI_C, addresses(20, 3), FREE);
    pool.claimExact(address(10));
    pool.claimExact(address(20));
    pool.claimExact(address(21));
    pool.publish();
    assertEquals(ENI_C, pool.eni(pool.claim()));
    assertEquals(ENI_B, pool.eni(pool.claim()));
  }

  @Test
  void claim_withinABlock_turnsRound() {
    AddressPool pool = poolOf(3);
    List<IpAddress> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long handle = pool.claim();
      order.add(pool.address(handle));
      pool.release(handle, 0);
      pool.ripen(0);
    }
    assertEquals(
        List.of(address(0), address(1), address(2), address(0), address(1), address(2)), order);
  }

  @Test
  void view_eachState_isCounted() {
    AddressPool pool = poolOf(10);
    pool.release(pool.claimExact(address(0)), 500);
    pool.release(pool.claimExact(address(1)), 400);
    pool.claimExact(address(2));
    pool.markLost(address(2), true);
    pool.retire(address(3));
    pool.addAddresses(ENI_B, addresses(20, 2), FREE);
    PoolView view = pool.view();
    assertEquals(
        new EniCounts(ENI_A, new AddressCounts(10, 6, 6, 1, 2, 1, 1), AddressCounts.NONE, false),
        view.enis().get(0));
    assertEquals(
        new EniCounts(ENI_B, new AddressCounts(2, 2, 2, 0, 0, 0, 0), AddressCounts.NONE, false),
        view.enis().get(1));
    assertEquals(400, view.nextCoolingEndMillis());
    assertEquals(12, view.total());
    assertEquals(8, view.free());
  }

  @Test
  void forEach_everyAddress_isShownOnceWithItsState() {
    AddressPool pool = poolOf(3);
    pool.claimExact(address(0));
    pool.retire(address(2));
    Map<SlotState, IpAddress> seen = new EnumMap<>(SlotState.class);
    pool.forEach(slot -> seen.put(slot.state(), slot.address()));
    assertEquals(
        Map.of(
            SlotState.LEASED,
            address(0),
            SlotState.FREE,
            address(1),
            SlotState.RETIRING,
            address(2)),
        seen);
  }
}
