package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pool agrees with a plain map after every operation. A seeded random walk over all
/// operations, one thread; invariants P1, P3, P5, P6 and P8 are looked at after each step.
class AddressPoolWalkTest {

  private static final int STEPS = 20_000;
  private static final int ENIS = 4;
  private static final int ADDRESSES_PER_ENI = 70;
  private static final int PREFIXES_PER_ENI = 4;

  private final AddressPool pool = new AddressPool();
  private final PoolModel model = new PoolModel();
  private final Set<Long> given = new HashSet<>();
  private final List<Long> ended = new ArrayList<>();
  private long nowMillis;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomWalk_eachStep_agreesWithTheModel(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      String context = "seed " + seed + ", step " + step;
      take(random, context);
      assertEquals(model.nextDeadlineMillis(), pool.nextDeadlineMillis(), context);
      if (step % 16 == 0) {
        compareAll(context);
      }
    }
    assertTrue(ended.size() > STEPS / 50, "leases that ended: " + ended.size());
  }

  private void take(Random random, String context) {
    switch (random.nextInt(19)) {
      case 0, 1, 2 -> claim(pool.claim(), context);
      case 3 -> claim(pool.claimForWaiter(), context);
      case 4, 5, 6 -> release(random, context);
      case 7 -> {
        nowMillis += random.nextInt(40);
        assertEquals(model.ripen(nowMillis), pool.ripen(nowMillis), context);
      }
      case 8 -> add(random, context);
      case 9 -> retire(random, context);
      case 10 -> unretire(random, context);
      case 11 -> vacate(random, context);
      case 12 -> markLost(random, context);
      case 13 -> claimExact(random, context);
      case 14 -> removeOrPublish(random, context);
      case 15 -> addPrefix(random, context);
      case 16 -> retirePrefixes(random, context);
      case 17 -> drainOrUndrain(random, context);
      default -> staleRelease(random, context);
    }
  }

  private void claim(long handle, String context) {
    if (handle == NONE) {
      assertEquals(0, model.count(SlotState.FREE), context);
      return;
    }
    lease(handle, pool.address(handle), SlotState.FREE, context);
  }

  private void lease(long handle, IpAddress address, SlotState before, String context) {
    PoolModel.Entry entry = entry(address);
    assertEquals(before, entry.state, context); // P1
    assertTrue(given.add(handle), context); // P3
    assertEquals(entry.eni, pool.eni(handle), context);
    entry.state = SlotState.LEASED;
    entry.coolUntilMillis = 0;
    entry.handle = handle;
  }

  private void release(Random random, String context) {
    PoolModel.Entry entry = pick(random, SlotState.LEASED);
    if (entry != null) {
      long until = nowMillis + random.nextInt(60);
      assertTrue(pool.release(entry.handle, until), context);
      ended.add(entry.handle);
      entry.state = SlotState.COOLING;
      entry.coolUntilMillis = until;
    }
  }

  private void staleRelease(Random random, String context) {
    if (!ended.isEmpty()) {
      assertFalse(pool.release(ended.get(random.nextInt(ended.size())), nowMillis), context);
    }
  }

  private void add(Random random, String context) {
    int eni = random.nextInt(ENIS);
    IpAddress address = Pools.address(eni * 1_000 + random.nextInt(ADDRESSES_PER_ENI));
    boolean cooling = random.nextBoolean();
    long until = nowMillis + random.nextInt(60);
    InitialState initial = cooling ? new InitialState.Cooling(until) : Pools.FREE;
    boolean isNew = model.add(eniId(eni), address, initial);
    assertEquals(isNew ? 1 : 0, pool.addAddresses(eniId(eni), List.of(address), initial), context);
  }

  private void addPrefix(Random random, String context) {
    int eni = random.nextInt(ENIS);
    Cidr prefix = prefix(eni, random.nextInt(PREFIXES_PER_ENI));
    InitialState initial =
        random.nextBoolean()
            ? Pools.FREE
            : new InitialState.Cooling(nowMillis + random.nextInt(60));
    int added = 0;
    for (int i = 0; i < prefix.size(); i++) {
      added += model.add(eniId(eni), prefix.address(i), initial) ? 1 : 0;
    }
    assertEquals(added, pool.addPrefix(eniId(eni), prefix, initial), context);
  }

  private void retirePrefixes(Random random, String context) {
    int eni = random.nextInt(ENIS);
    Set<Cidr> free = new HashSet<>();
    for (int i = 0; i < PREFIXES_PER_ENI; i++) {
      Cidr prefix = prefix(eni, i);
      if (entriesOf(prefix).stream().filter(e -> e.state == SlotState.FREE).count() == 16) {
        free.add(prefix);
      }
    }
    int count = random.nextInt(3);
    List<Cidr> retired = pool.retirePrefixesUpTo(eniId(eni), count);
    assertEquals(Math.min(count, free.size()), retired.size(), context);
    assertTrue(free.containsAll(retired), context);
    retired.forEach(prefix -> model.move(entriesOf(prefix), SlotState.FREE, SlotState.RETIRING));
  }

  private List<PoolModel.Entry> entriesOf(Cidr prefix) {
    return List.copyOf(
        model.entries.subMap(prefix.address(0), true, prefix.address(15), true).values());
  }

  private void drainOrUndrain(Random random, String context) {
    EniId eni = eniId(random.nextInt(ENIS));
    if (model.of(eni).isEmpty()) {
      return;
    }
    if (random.nextInt(3) == 0) {
      assertTrue(pool.drain(eni), context);
      model.drain(eni);
    } else {
      assertTrue(pool.undrain(eni, List.of()), context);
      model.undrain(eni);
    }
  }

  private void retire(Random random, String context) {
    IpAddress address = pickAddress(random);
    if (address != null) {
      PoolModel.Entry entry = entry(address);
      boolean free = entry.state == SlotState.FREE;
      assertEquals(free, pool.retire(address), context);
      entry.state = free ? SlotState.RETIRING : entry.state;
    }
  }

  private void unretire(Random random, String context) {
    IpAddress address = pickAddress(random);
    if (address != null) {
      PoolModel.Entry entry = entry(address);
      boolean retiring = entry.state == SlotState.RETIRING;
      assertEquals(retiring, pool.unretire(address), context);
      boolean freed = retiring && !model.draining.contains(entry.eni);
      entry.state = freed ? SlotState.FREE : entry.state;
    }
  }

  private void vacate(Random random, String context) {
    for (IpAddress address : List.copyOf(model.entries.keySet())) {
      if (entry(address).state == SlotState.RETIRING && random.nextBoolean()) {
        assertTrue(pool.vacate(address), context);
        model.entries.remove(address);
      }
    }
  }

  private void markLost(Random random, String context) {
    IpAddress address = pickAddress(random);
    if (address != null) {
      PoolModel.Entry entry = entry(address);
      boolean lost = random.nextInt(3) == 0;
      boolean possible = entry.state == SlotState.LEASED || entry.state == SlotState.COOLING;
      assertEquals(possible, pool.markLost(address, lost), context);
      entry.lost = possible ? lost : entry.lost;
    }
  }

  private void claimExact(Random random, String context) {
    IpAddress address = pickAddress(random);
    if (address != null) {
      PoolModel.Entry entry = entry(address);
      boolean possible = entry.state == SlotState.FREE || entry.state == SlotState.COOLING;
      long handle = pool.claimExact(address);
      assertEquals(possible, handle != NONE, context);
      if (possible) {
        assertEquals(address, pool.address(handle), context);
        lease(handle, address, entry.state, context);
      }
    }
  }

  private void removeOrPublish(Random random, String context) {
    EniId eni = eniId(random.nextInt(ENIS));
    boolean vacant = model.entries.values().stream().noneMatch(entry -> entry.eni.equals(eni));
    if (random.nextBoolean()) {
      assertEquals(vacant, pool.removeEni(eni), context);
      if (vacant) {
        model.forget(eni);
      }
    } else if (random.nextInt(8) == 0 && pool.retireAll(eni)) {
      model.entries.values().stream()
          .filter(entry -> entry.eni.equals(eni))
          .forEach(entry -> entry.state = SlotState.RETIRING);
    } else {
      pool.prefer(random.nextBoolean() ? AddressKind.PREFIX : AddressKind.SINGLE);
    }
  }

  private void compareAll(String context) {
    Map<IpAddress, SlotView> seen = new TreeMap<>();
    pool.forEach(slot -> assertEquals(null, seen.put(slot.address(), slot), context)); // P8
    assertEquals(model.entries.keySet(), seen.keySet(), context);
    seen.forEach((address, slot) -> {
      PoolModel.Entry entry = entry(address);
      assertEquals(
          new SlotView(entry.eni, address, entry.state, entry.lost, entry.coolUntilMillis),
          slot,
          context);
    });
    PoolView view = pool.view();
    assertEquals(model.count(SlotState.FREE), view.free(), context);
    assertEquals(model.count(SlotState.LEASED), view.leased(), context);
    assertEquals(model.count(SlotState.COOLING), view.cooling(), context);
    assertEquals(model.count(SlotState.RETIRING), view.retiring(), context);
    assertEquals(model.nextDeadlineMillis(), view.nextCoolingEndMillis(), context);
  }

  private @Nullable IpAddress pickAddress(Random random) {
    List<IpAddress> all = List.copyOf(model.entries.keySet());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private PoolModel.@Nullable Entry pick(Random random, SlotState state) {
    List<PoolModel.Entry> all =
        model.entries.values().stream().filter(entry -> entry.state == state).toList();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private PoolModel.Entry entry(IpAddress address) {
    PoolModel.Entry entry = model.entries.get(address);
    if (entry == null) {
      throw new AssertionError(address + " is not in the model");
    }
    return entry;
  }

  private static Cidr prefix(int eni, int number) {
    return new Cidr(Pools.address(0x100000 + eni * 0x100 + number * 0x10), 28);
  }

  private static EniId eniId(int number) {
    return new EniId("eni-" + number);
  }
}
