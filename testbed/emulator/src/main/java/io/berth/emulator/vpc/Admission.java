package io.berth.emulator.vpc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What stands between a call and the VPC: the account's buckets, faults that were ordered,
/// latency.
final class Admission {

  /// How soon a throttled call is refused at the latest: about as soon as other refusals, of which
  /// one was reported with 0.2 s.
  private static final long THROTTLED_MILLIS = 200;

  /// @param effect what a fault does to the call; `null` when none hits it
  /// @param doneAtMillis when EC2 is done with it; what it set in motion begins then
  /// @param answerAtMillis when the caller sees the answer, or the connection break
  record Verdict(Fault.@Nullable Effect effect, long doneAtMillis, long answerAtMillis) {}

  private static final class Pending {
    private final Fault fault;
    private int left;

    Pending(Fault fault) {
      this.fault = fault;
      this.left = fault.hits().times();
    }
  }

  private final RandomGenerator random;
  private final Map<Action, List<Pending>> faults = new EnumMap<>(Action.class);
  private LatencyProfile latency = LatencyProfile.ZERO;
  private TokenBuckets buckets = new TokenBuckets(Throttling.NONE);

  Admission(RandomGenerator random) {
    this.random = random;
  }

  LatencyProfile latency() {
    return latency;
  }

  void setLatency(LatencyProfile profile) {
    latency = profile;
  }

  TokenBuckets buckets() {
    return buckets;
  }

  Throttling throttling() {
    return buckets.limits();
  }

  /// All buckets begin full.
  void setThrottling(Throttling limits) {
    buckets = new TokenBuckets(limits);
  }

  void add(Fault fault) {
    faults.computeIfAbsent(fault.action(), _ -> new ArrayList<>()).add(new Pending(fault));
  }

  void clearFaults() {
    faults.clear();
  }

  /// Faults that may still hit, in the order of injection by action, with how many hits are left.
  List<Fault> pendingFaults() {
    return faults.values().stream()
        .flatMap(List::stream)
        .map(p ->
            new Fault(
                p.fault.action(),
                new Fault.Hits(p.left, p.fault.hits().perMille()),
                p.fault.effect(),
                p.fault.delayMillis()))
        .toList();
  }

  Verdict admit(Command.Call call, long nowMillis) {
    long usualMillis = latency.answer(call.action()).sampleMillis(random);
    if (!buckets.take(call, nowMillis)) {
      long soon = nowMillis + Math.min(usualMillis, THROTTLED_MILLIS);
      return new Verdict(new Fault.Effect.Refused(ApiErrors.throttled()), soon, soon);
    }
    long doneAtMillis = nowMillis + usualMillis;
    Fault hit = hit(call.action());
    if (hit == null) {
      return new Verdict(null, doneAtMillis, doneAtMillis);
    }
    return new Verdict(
        hit.effect(),
        doneAtMillis,
        hit.delayMillis() == Fault.USUAL ? doneAtMillis : nowMillis + hit.delayMillis());
  }

  /// The first fault of the action that hits this time.
  private @Nullable Fault hit(Action action) {
    Iterator<Pending> ordered = faults.getOrDefault(action, List.of()).iterator();
    while (ordered.hasNext()) {
      Pending pending = ordered.next();
      int perMille = pending.fault.hits().perMille();
      if (perMille == 1000 || random.nextInt(1000) < perMille) {
        if (pending.left != Fault.Hits.FOREVER && --pending.left == 0) {
          ordered.remove();
        }
        return pending.fault;
      }
    }
    return null;
  }
}
