package io.berth.emulator.vpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What stands between a call and the VPC: latency, and faults that were ordered. Throttling
/// belongs here too.
final class Admission {

  /// @param error `null` when the call may go on
  /// @param answerAtMillis when the caller sees the answer
  record Verdict(@Nullable ApiError error, long answerAtMillis) {}

  private record Pending(Fault fault, int left) {}

  private final RandomGenerator random;
  private final Map<Action, Deque<Pending>> faults = new EnumMap<>(Action.class);
  private LatencyProfile latency = LatencyProfile.ZERO;

  Admission(RandomGenerator random) {
    this.random = random;
  }

  LatencyProfile latency() {
    return latency;
  }

  void setLatency(LatencyProfile profile) {
    latency = profile;
  }

  void add(Fault fault) {
    faults
        .computeIfAbsent(fault.action(), _ -> new ArrayDeque<>())
        .addLast(new Pending(fault, fault.times()));
  }

  void clearFaults() {
    faults.clear();
  }

  Verdict admit(Action action, long nowMillis) {
    Deque<Pending> ordered = faults.get(action);
    Pending first = ordered == null ? null : ordered.pollFirst();
    if (ordered != null && first != null) {
      if (first.left() > 1) {
        ordered.addFirst(new Pending(first.fault(), first.left() - 1));
      }
      return new Verdict(first.fault().error(), nowMillis + first.fault().delayMillis());
    }
    return new Verdict(null, nowMillis + latency.answer(action).sampleMillis(random));
  }
}
