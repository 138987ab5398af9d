package io.berth.benchmarks.pool;

import io.berth.ipam.model.IpAddress;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// JCTools' bounded lock-free queue, one of free addresses and one of cooling ones. It does less
/// than a pool must: no stale release is noticed, no address can be retired, and the deadline is
/// the head's alone.
final class JcToolsPeer implements PoolPeer {

  private record Cooling(IpAddress address, long untilMillis) {}

  private final MpmcVarHandleArrayQueue<IpAddress> free;
  private final MpmcVarHandleArrayQueue<Cooling> cooling;

  JcToolsPeer(int addresses) {
    free = new MpmcVarHandleArrayQueue<>(addresses);
    cooling = new MpmcVarHandleArrayQueue<>(addresses);
    for (int i = 1; i < addresses; i += 2) {
      free.add(IpAddress.ofIpv4(0x0a000000 + i));
    }
  }

  @Override
  public boolean claimAndRelease(long coolUntilMillis) {
    @Nullable IpAddress address = free.poll();
    return address != null && cooling.offer(new Cooling(address, coolUntilMillis));
  }

  @Override
  public void ripen(long nowMillis) {
    for (Cooling next = cooling.peek();
        next != null && next.untilMillis() <= nowMillis;
        next = cooling.peek()) {
      cooling.poll();
      free.offer(next.address());
    }
  }
}
