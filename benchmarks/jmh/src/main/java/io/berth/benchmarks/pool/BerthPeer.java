package io.berth.benchmarks.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import java.util.ArrayList;
import java.util.List;

/// Berth's pool: ENIs of 49 addresses each, every second address leased.
final class BerthPeer implements PoolPeer {

  private static final int PER_ENI = 49;

  private final AddressPool pool = new AddressPool();

  BerthPeer(int addresses) {
    for (int from = 0; from < addresses; from += PER_ENI) {
      List<IpAddress> ofEni = new ArrayList<>();
      for (int i = from; i < Math.min(from + PER_ENI, addresses); i++) {
        ofEni.add(IpAddress.ofIpv4(0x0a000000 + i));
      }
      pool.addAddresses(new EniId("eni-" + from / PER_ENI), ofEni, new InitialState.Free());
    }
    for (int i = 0; i < addresses; i += 2) {
      pool.claimExact(IpAddress.ofIpv4(0x0a000000 + i));
    }
    pool.publish();
  }

  @Override
  public boolean claimAndRelease(long coolUntilMillis) {
    long handle = pool.claim();
    return handle != AddressPool.NONE && pool.release(handle, coolUntilMillis);
  }

  @Override
  public void ripen(long nowMillis) {
    pool.ripen(nowMillis);
  }
}
