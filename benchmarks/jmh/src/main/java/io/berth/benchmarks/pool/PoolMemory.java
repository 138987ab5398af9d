package io.berth.benchmarks.pool;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How many bytes of the heap an address in the pool costs, its own value included: the used heap
/// after collections, with and without a number of pools. The largest type has 24 ENIs of 63
/// portions. The target is under 64 bytes an address.
public final class PoolMemory {

  private static final int ENIS = 24;
  private static final int PORTIONS = 63;

  /// Enough that what else the JVM does is lost in it.
  private static final int POOLS = 40;

  private static final int COLLECTIONS = 4;

  private PoolMemory() {}

  /// Prints one line for each kind of addresses.
  public static void main(String[] arguments) {
    report("24 ENIs × 63 prefixes", true);
    report("24 ENIs × 63 single addresses", false);
  }

  private static void report(String title, boolean prefixes) {
    List<AddressPool> pools = new ArrayList<>(POOLS);
    pools.add(pool(prefixes));
    long before = usedBytes();
    while (pools.size() <= POOLS) {
      pools.add(pool(prefixes));
    }
    long bytes = usedBytes() - before;
    int addresses = pools.getFirst().view().total();
    System.out.printf(
        "%-30s %,7d addresses: %.1f bytes an address, %,d bytes a pool (mean of %d)%n",
        title, addresses, (double) bytes / POOLS / addresses, bytes / POOLS, POOLS);
  }

  private static AddressPool pool(boolean prefixes) {
    AddressPool pool = new AddressPool();
    InitialState free = new InitialState.Free();
    for (int eni = 0; eni < ENIS; eni++) {
      EniId id = new EniId("eni-" + eni);
      int base = 0x0a000000 + eni * 0x10000;
      if (prefixes) {
        for (int i = 0; i < PORTIONS; i++) {
          pool.addPrefix(id, new Cidr(IpAddress.ofIpv4(base + i * 16), 28), free);
        }
      } else {
        pool.addAddresses(
            id,
            IntStream.range(0, PORTIONS).mapToObj(i -> IpAddress.ofIpv4(base + i)).toList(),
            free);
      }
    }
    pool.publish();
    return pool;
  }

  private static long usedBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
