package io.berth.benchmarks.pool;

/// A pool as the benchmark uses it. An interface call costs each kind the same.
interface PoolPeer {

  /// Holds nothing.
  PoolPeer NOTHING =
      new PoolPeer() {
        @Override
        public boolean claimAndRelease(long coolUntilMillis) {
          return false;
        }

        @Override
        public void ripen(long nowMillis) {}
      };

  /// False when there was nothing to claim.
  boolean claimAndRelease(long coolUntilMillis);

  /// For one thread at a time.
  void ripen(long nowMillis);
}
