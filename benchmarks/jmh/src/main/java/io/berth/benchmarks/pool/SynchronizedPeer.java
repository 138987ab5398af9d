package io.berth.benchmarks.pool;

import io.berth.ipam.model.IpAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The plain way: a map of who has what, a queue of free addresses and one of cooling ones, all
/// behind one lock.
final class SynchronizedPeer implements PoolPeer {

  private record Cooling(IpAddress address, long untilMillis) {}

  private final Map<IpAddress, Boolean> leased = new HashMap<>();
  private final ArrayDeque<IpAddress> free = new ArrayDeque<>();
  private final ArrayDeque<Cooling> cooling = new ArrayDeque<>();

  SynchronizedPeer(int addresses) {
    for (int i = 0; i < addresses; i++) {
      IpAddress address = IpAddress.ofIpv4(0x0a000000 + i);
      if (i % 2 == 0) {
        leased.put(address, true);
      } else {
        free.add(address);
      }
    }
  }

  @Override
  public boolean claimAndRelease(long coolUntilMillis) {
    IpAddress address = claim();
    return address != null && release(address, coolUntilMillis);
  }

  private synchronized @Nullable IpAddress claim() {
    IpAddress address = free.poll();
    if (address != null) {
      leased.put(address, true);
    }
    return address;
  }

  private synchronized boolean release(IpAddress address, long coolUntilMillis) {
    if (leased.remove(address) == null) {
      return false;
    }
    cooling.add(new Cooling(address, coolUntilMillis));
    return true;
  }

  @Override
  public synchronized void ripen(long nowMillis) {
    for (Cooling next = cooling.peek();
        next != null && next.untilMillis() <= nowMillis;
        next = cooling.peek()) {
      cooling.remove();
      free.add(next.address());
    }
  }
}
