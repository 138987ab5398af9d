package io.berth.ipam.pool;

import static io.berth.ipam.pool.Pools.ENI_A;
import static io.berth.ipam.pool.Pools.ENI_B;
import static io.berth.ipam.pool.Pools.addresses;

import io.berth.ipam.model.IpAddress;
import java.util.List;

/// The part of a pool that the interleaving proofs exercise: the real one, or a weakened one that
/// shows that the proofs can fail.
interface PoolUnderProof {

  /// As [AddressPool#claim()].
  long claim();

  /// Releases with a deadline of 0.
  boolean release(long handle);

  /// Ripens at time 0.
  void ripen();

  /// A turn of other control operations; the pool has the same addresses afterwards.
  void control();

  /// Slots and hints, for a look at rest.
  Topology topology();

  /// The real pool with one address in each of two ENIs.
  final class Real implements PoolUnderProof {

    private final AddressPool pool = new AddressPool(1);

    Real() {
      pool.addAddresses(ENI_A, addresses(0, 1), Pools.FREE);
      pool.addAddresses(ENI_B, addresses(1, 1), Pools.FREE);
    }

    @Override
    public long claim() {
      return pool.claim();
    }

    @Override
    public boolean release(long handle) {
      return pool.release(handle, 0);
    }

    @Override
    public void ripen() {
      pool.ripen(0);
    }

    @Override
    public void control() {
      pool.drain(ENI_A);
      pool.ripen(0);
      pool.undrain(ENI_A, List.of());
      List<IpAddress> retired = pool.retireUpTo(ENI_A, 1);
      retired.forEach(pool::unretire);
      long handle = pool.claimForWaiter();
      if (handle != AddressPool.NONE) {
        pool.release(handle, 0);
      }
      pool.ripen(0);
    }

    @Override
    public Topology topology() {
      return pool.topologyVolatile();
    }
  }
}
