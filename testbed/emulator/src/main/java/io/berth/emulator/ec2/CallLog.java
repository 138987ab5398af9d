package io.berth.emulator.ec2;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/// The calls of the API, newest last. Safe for any thread.
public final class CallLog {

  /// Some 50 MB at worst; a node that warms 735 addresses makes about a hundred calls.
  private static final int CAPACITY = 100_000;

  private final Deque<CallRecord> calls = new ArrayDeque<>();
  private long lastNumber;

  synchronized void add(LongFunction<CallRecord> numbered) {
    calls.addLast(numbered.apply(++lastNumber));
    if (calls.size() > CAPACITY) {
      calls.removeFirst();
    }
  }

  /// The calls kept: all since the last [#clear], at most the newest 100,000.
  public synchronized List<CallRecord> calls() {
    return List.copyOf(calls);
  }

  /// Forgets all calls; numbers go on.
  public synchronized void clear() {
    calls.clear();
  }
}
