package io.berth.simulation.node;

import java.util.random.RandomGenerator;

/// When the kubelet makes another sandbox after one that failed.
///
/// @param waitMillis at least
/// @param jitterMillis drawn on top, at most
public record RetryRule(long waitMillis, long jitterMillis) {

  /// The kubelet's own: `backOffPeriod` 10 s and `workerBackOffJitterFactor` 0.5 in
  /// `pkg/kubelet/pod_workers.go`.
  public static final RetryRule KUBELET = new RetryRule(10_000, 5_000);

  /// What the incumbent's figures were measured with.
  public static final RetryRule EVERY_SECOND = new RetryRule(1_000, 0);

  /// @throws IllegalArgumentException when a number is out of range
  public RetryRule {
    if (waitMillis < 1 || jitterMillis < 0) {
      throw new IllegalArgumentException(
          "a retry after " + waitMillis + " ms with a jitter of " + jitterMillis);
    }
  }

  long nextMillis(RandomGenerator random) {
    return waitMillis + (jitterMillis == 0 ? 0 : random.nextLong(jitterMillis + 1));
  }
}
