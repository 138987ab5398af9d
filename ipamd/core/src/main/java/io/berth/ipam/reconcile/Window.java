package io.berth.ipam.reconcile;

/// Lets needs gather into one call while earlier calls are on their way. The first need is served
/// at once; the more calls are in flight, the longer the next waits for company. A burst of pods
/// that arrive one by one so costs a handful of calls instead of one for each. Owned by the control
/// thread.
final class Window {

  /// For each call in flight: a twentieth of what an AssignPrivateIpAddresses takes (0.5 s), so
  /// that waiting is not felt.
  static final long STEP_MILLIS = 25;

  /// Half of what a call takes: beyond that waiting costs more than it spares.
  static final long LONGEST_MILLIS = 250;

  private long begunMillis = Long.MIN_VALUE;
  private long opensMillis = Long.MIN_VALUE;

  /// Whether growth may begin now.
  boolean isOpen(int callsInFlight, long nowMillis) {
    opensMillis =
        callsInFlight == 0 || begunMillis == Long.MIN_VALUE
            ? Long.MIN_VALUE
            : begunMillis + Math.min(STEP_MILLIS * callsInFlight, LONGEST_MILLIS);
    return nowMillis >= opensMillis;
  }

  /// Growth has begun.
  void begun(long nowMillis) {
    begunMillis = nowMillis;
  }

  /// When a window that kept growth waiting opens, or [Long#MAX_VALUE].
  long wakeMillis(long nowMillis) {
    return opensMillis > nowMillis ? opensMillis : Long.MAX_VALUE;
  }
}
