package io.berth.simulation.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Runs many seeds, each on one thread; which thread changes nothing.
///
/// | field | writers | readers | mode |
/// |---|---|---|---|
/// | `next` | workers | workers | atomic |
/// | `failures`, `done` | workers | workers, the caller at the end | concurrent |
/// | the sums of a worker | that worker | the caller after its end | by its future |
public final class ChaosSweep {

  /// Failing seeds after which going on tells nothing new.
  public static final int MAX_FAILURES = 20;

  /// Hears how far it is.
  public interface Progress {

    /// @return whether to go on; called by any worker
    boolean goOn(long seedsDone, int failures);
  }

  private final long first;
  private final long count;
  private final int minutes;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final ConcurrentSkipListMap<Long, SeedResult> failures = new ConcurrentSkipListMap<>();

  /// What one worker has seen.
  private static final class Sums {
    final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    final CrashTable crashes = new CrashTable();
    long seeds;
    long events;
    long virtualMillis;

    void add(SeedResult result) {
      seeds++;
      events += result.events();
      virtualMillis += result.virtualMillis();
      result.faults().forEach((kind, times) -> faults.merge(kind, (long) times, Long::sum));
      crashes.addAll(result.crashes());
    }
  }

  /// @param first seed
  /// @param count of seeds
  /// @param minutes of churn in each, or 0 to let each draw them
  public ChaosSweep(long first, long count, int minutes) {
    this.first = first;
    this.count = count;
    this.minutes = minutes;
    this.next = new AtomicLong(first);
  }

  /// Runs them all, unless too many fail or `progress` says so.
  ///
  /// @throws InterruptedException when the caller is interrupted
  public ChaosResult run(int threads, Progress progress) throws InterruptedException {
    List<Future<Sums>> workers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> work(progress)));
      }
    }
    Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    CrashTable crashes = new CrashTable();
    long seeds = 0;
    long events = 0;
    long virtualMillis = 0;
    for (Future<Sums> worker : workers) {
      Sums sums = ended(worker);
      sums.faults.forEach((kind, times) -> faults.merge(kind, times, Long::sum));
      crashes.addAll(sums.crashes);
      seeds += sums.seeds;
      events += sums.events;
      virtualMillis += sums.virtualMillis;
    }
    return new ChaosResult(
        first, seeds, events, virtualMillis, faults, crashes, List.copyOf(failures.values()));
  }

  private static Sums ended(Future<Sums> worker) throws InterruptedException {
    try {
      return worker.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker failed, which no seed may cause", e);
    }
  }

  private Sums work(Progress progress) {
    Sums sums = new Sums();
    while (failures.size() < MAX_FAILURES && progress.goOn(done.get(), failures.size())) {
      long seed = next.getAndIncrement();
      if (seed >= first + count) {
        break;
      }
      SeedResult result = ChaosRun.run(seed, minutes);
      sums.add(result);
      done.incrementAndGet();
      if (result.failure() != null) {
        failures.put(seed, result);
      }
    }
    return sums;
  }
}
