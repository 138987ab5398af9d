package io.berth.benchmarks.pool;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One operation claims an address, releases it and ripens what is due, with time injected. Half of
/// the addresses are leased throughout, spread evenly. Time advances by one with each turn of the
/// ripening; a released address is due after [#COOLING_MILLIS] of them.
///
/// Ripening belongs to one thread at a time. With one thread that is given; with several, each
/// tries to be the one after each of its operations, so that no thread depends on another's
/// progress.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class AddressPoolBenchmark {

  /// Short, so that the smallest pool always has a free address.
  static final long COOLING_MILLIS = 2;

  /// Enough for the compiler on a busy machine, where a warm-up by elapsed time may end before the
  /// compiler has had its turn.
  private static final int WARM_UP_OPERATIONS = 1_500_000;

  /// What holds the addresses.
  public enum Kind {
    BERTH,
    SYNCHRONIZED,
    JCTOOLS
  }

  @Param({"BERTH", "SYNCHRONIZED", "JCTOOLS"})
  public Kind kind = Kind.BERTH;

  @Param({"10", "250", "4000", "10000"})
  public int addresses;

  private PoolPeer pool = PoolPeer.NOTHING;
  private final Turn turn = new Turn();

  @Setup
  public void fill() {
    pool =
        switch (kind) {
          case BERTH -> new BerthPeer(addresses);
          case SYNCHRONIZED -> new SynchronizedPeer(addresses);
          case JCTOOLS -> new JcToolsPeer(addresses);
        };
    for (int i = 0; i < WARM_UP_OPERATIONS; i++) {
      alone();
    }
  }

  /// For one thread.
  @Benchmark
  public boolean alone() {
    boolean claimed = pool.claimAndRelease(turn.nowMillis() + COOLING_MILLIS);
    pool.ripen(turn.advance());
    return claimed;
  }

  /// For several threads.
  @Benchmark
  public boolean shared() {
    boolean claimed = pool.claimAndRelease(turn.nowMillis() + COOLING_MILLIS);
    if (turn.tryTake()) {
      pool.ripen(turn.advance());
      turn.giveBack();
    }
    return claimed;
  }
}
