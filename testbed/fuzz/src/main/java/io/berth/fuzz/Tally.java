package io.berth.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;

/// Reads inputs, counts what became of them, and holds each to its allowance of memory. For one
/// thread.
final class Tally {

  /// Beyond this an outcome is a text that quotes its input, not a kind.
  private static final int MAX_OUTCOMES = 1_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Target target;
  private final long allowance;
  private final Set<String> outcomes = new TreeSet<>();
  private long inputs;
  private int longestBytes;
  private long mostAllocatedBytes;

  /// @param allowance how many times its target's allowance an input may take
  Tally(Target target, long allowance) {
    this.target = target;
    this.allowance = allowance;
  }

  /// @throws AssertionError when reading allocates more than the input allows
  void read(byte[] input) {
    inputs++;
    longestBytes = Math.max(longestBytes, input.length);
    long allowed = allowance * target.allowedBytes(input.length);
    long used = allocated(input);
    // Loading a class allocates once; what an input costs, it costs again.
    for (int again = 0; again < 2 && used > allowed; again++) {
      used = allocated(input);
    }
    if (used > allowed) {
      throw new AssertionError(
          "reading "
              + input.length
              + " bytes allocated "
              + used
              + ", at most "
              + allowed
              + " are allowed");
    }
    mostAllocatedBytes = Math.max(mostAllocatedBytes, used);
  }

  private long allocated(byte[] input) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = target.outcome().apply(input);
    long used = THREADS.getCurrentThreadAllocatedBytes() - before;
    outcomes.add(outcome);
    if (outcomes.size() > MAX_OUTCOMES) {
      throw new AssertionError("more than " + MAX_OUTCOMES + " kinds of outcome, now " + outcome);
    }
    return used;
  }

  Counts counts() {
    return new Counts(inputs, outcomes.size(), longestBytes, mostAllocatedBytes);
  }

  /// What was read so far.
  ///
  /// @param outcomes distinct kinds
  /// @param longestBytes the longest input
  /// @param mostAllocatedBytes the most that one input cost
  record Counts(long inputs, int outcomes, int longestBytes, long mostAllocatedBytes) {

    static final Counts NONE = new Counts(0, 0, 0, 0);

    String line() {
      return inputs + " " + outcomes + " " + longestBytes + " " + mostAllocatedBytes;
    }

    static Counts parse(String line) {
      String[] parts = line.strip().split(" ", -1);
      return new Counts(
          Long.parseLong(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          Long.parseLong(parts[3]));
    }
  }
}
