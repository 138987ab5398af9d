package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;
import static io.berth.ipam.pool.Pools.ENI_A;
import static io.berth.ipam.pool.Pools.ENI_B;
import static io.berth.ipam.pool.Pools.ENI_C;
import static io.berth.ipam.pool.Pools.FREE;
import static io.berth.ipam.pool.Pools.address;
import static io.berth.ipam.pool.Pools.addresses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/// No address has two owners, none is handed out before its deadline, and none gets lost, while
/// leases, retirement and republication race. Three threads claim and release a fixed number of
/// times, the test's own thread plays the control thread; the pool is looked over at rest.
class AddressPoolStressTest {

  private static final int LEASE_THREADS = 3;
  private static final int CLAIMS_PER_THREAD = 60_000;
  private static final int PER_ENI = 90;
  private static final int ADDRESSES = 3 * PER_ENI;
  private static final int MOST_HELD = 70;

  private final AddressPool pool = new AddressPool();
  private final AtomicIntegerArray owners = new AtomicIntegerArray(ADDRESSES);
  private final AtomicLongArray coolUntilMillis = new AtomicLongArray(ADDRESSES);
  private final AtomicLong nowMillis = new AtomicLong();
  private volatile boolean controlEnded;
  private final AtomicInteger running = new AtomicInteger(LEASE_THREADS);

  @Test
  void leasesRetirementAndPublication_race_nothingIsDoubledOrLost() throws Exception {
    pool.addAddresses(ENI_A, addresses(0, PER_ENI), FREE);
    pool.addAddresses(ENI_B, addresses(PER_ENI, PER_ENI), FREE);
    pool.addAddresses(ENI_C, addresses(2 * PER_ENI, PER_ENI), FREE);
    List<Future<Integer>> leasers = new ArrayList<>();
    int claimed = 0;
    int retired;
    try (ExecutorService threads = Executors.newFixedThreadPool(LEASE_THREADS)) {
      for (int i = 0; i < LEASE_THREADS; i++) {
        long seed = i;
        leasers.add(threads.submit(() -> claimAndRelease(new Random(seed))));
      }
      try {
        retired = control(new Random(99));
      } finally {
        controlEnded = true;
      }
      for (Future<Integer> leaser : leasers) {
        claimed += leaser.get();
      }
    }
    assertEquals(LEASE_THREADS * CLAIMS_PER_THREAD, claimed, "claims that got an address");
    assertTrue(retired > 100, "addresses retired: " + retired);
    checkAtRest();
  }

  private int claimAndRelease(Random random) {
    try {
      Deque<Long> held = new ArrayDeque<>();
      int claimed = 0;
      while (claimed < CLAIMS_PER_THREAD && !controlEnded) {
        long handle = pool.claim();
        if (handle != NONE) {
          own(handle);
          held.add(handle);
          claimed++;
        }
        if (handle == NONE || held.size() > random.nextInt(MOST_HELD)) {
          release(held, random);
        }
        if (handle == NONE) {
          Thread.onSpinWait();
        }
      }
      while (!held.isEmpty()) {
        release(held, random);
      }
      return claimed;
    } finally {
      running.decrementAndGet();
    }
  }

  private void own(long handle) {
    int index = index(pool.address(handle));
    assertTrue(owners.compareAndSet(index, 0, 1), "P1: two owners of " + index);
    assertTrue(coolUntilMillis.get(index) <= nowMillis.get(), "P4: too early: " + index);
  }

  private void release(Deque<Long> held, Random random) {
    Long handle = held.poll();
    if (handle != null) {
      int index = index(pool.address(handle));
      long until = nowMillis.get() + random.nextInt(3);
      coolUntilMillis.set(index, until);
      owners.set(index, 0);
      assertTrue(pool.release(handle, until), "P1: the owner's release");
    }
  }

  /// Turns of the control thread until the others are done; returns how often it retired an
  /// address.
  private int control(Random random) {
    EniId[] enis = {ENI_A, ENI_B, ENI_C};
    int retired = 0;
    do {
      pool.ripen(nowMillis.incrementAndGet());
      if (random.nextInt(8) == 0) {
        pool.publish();
      }
      if (random.nextInt(16) == 0) {
        EniId eni = enis[random.nextInt(3)];
        assertTrue(random.nextBoolean() ? pool.drain(eni) : pool.undrain(eni, List.of()));
      }
      List<IpAddress> won = pool.retireUpTo(enis[random.nextInt(3)], random.nextInt(20));
      retired += won.size();
      for (IpAddress address : won) {
        assertEquals(0, owners.get(index(address)), "P2: retired under a lease");
        assertTrue(pool.vacate(address));
        assertEquals(1, pool.addAddresses(eniOf(address), List.of(address), FREE));
      }
      if (random.nextInt(8) == 0) {
        bringBackDrained();
      }
      long handle = pool.claimForWaiter();
      if (handle != NONE) {
        own(handle);
        release(new ArrayDeque<>(List.of(handle)), random);
      }
    } while (running.get() > 0 || retired <= 100);
    return retired;
  }

  private void bringBackDrained() {
    for (int i = 0; i < ADDRESSES; i++) {
      pool.unretire(address(i));
    }
  }

  private void checkAtRest() {
    for (EniId eni : List.of(ENI_A, ENI_B, ENI_C)) {
      pool.undrain(eni, List.of());
    }
    pool.ripen(nowMillis.get() + 10);
    bringBackDrained();
    PoolView view = pool.view();
    assertEquals(ADDRESSES, view.free());
    assertEquals(ADDRESSES, view.total());
    Set<IpAddress> claimed = new HashSet<>();
    for (long handle = pool.claim(); handle != NONE; handle = pool.claim()) {
      assertTrue(claimed.add(pool.address(handle)), "claimed twice");
    }
    assertEquals(ADDRESSES, claimed.size(), "P6: free addresses that no claim finds");
  }

  private static EniId eniOf(IpAddress address) {
    return List.of(ENI_A, ENI_B, ENI_C).get(index(address) / PER_ENI);
  }

  private static int index(IpAddress address) {
    return (int) (address.low() - address(0).low());
  }
}
