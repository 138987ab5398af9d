package io.berth.ipam.reconcile;

/// Lets needs gather into one call. Owned by the control thread.
///
/// While calls are on their way, the next waits for company: the longer, the more are in flight. A
/// burst of pods that arrive one by one so costs a handful of calls instead of one for each.
///
/// While there is more free than missing, what is missing waits a while too: no pod does, and a
/// steady stream of pods would otherwise cost a call each.
final class Window {

  /// For each call in flight: a twentieth of what an AssignPrivateIpAddresses takes (0.5 s), so
  /// that waiting is not felt.
  static final long STEP_MILLIS = 25;

  /// Half of what a call takes: beyond that waiting costs more than it spares.
  static final long LONGEST_MILLIS = 250;

  /// How long a need that does not press gathers; the incumbent's tick.
  static final long GATHER_MILLIS = 5_000;

  private static final long NONE = Long.MAX_VALUE;

  private long begunMillis = Long.MIN_VALUE;
  private long sinceMillis = NONE;
  private long opensMillis = Long.MIN_VALUE;

  /// Whether growth may begin now.
  ///
  /// @param missing addresses that would be asked for; 0 when there is nothing to begin
  /// @param free addresses that pods can have meanwhile
  /// @param pressing whether a pod waits
  boolean isOpen(int missing, int free, boolean pressing, int callsInFlight, long nowMillis) {
    if (missing == 0) {
      sinceMillis = NONE;
      opensMillis = Long.MIN_VALUE;
      return false;
    }
    if (sinceMillis == NONE) {
      sinceMillis = nowMillis;
    }
    opensMillis =
        callsInFlight == 0 || begunMillis == Long.MIN_VALUE
            ? Long.MIN_VALUE
            : begunMillis + Math.min(STEP_MILLIS * callsInFlight, LONGEST_MILLIS);
    if (!pressing && missing < free) {
      opensMillis = Math.max(opensMillis, sinceMillis + GATHER_MILLIS);
    }
    return nowMillis >= opensMillis;
  }

  /// Growth has begun.
  void begun(long nowMillis) {
    begunMillis = nowMillis;
    sinceMillis = NONE;
  }

  /// When a window that keeps growth waiting opens, or [Long#MAX_VALUE].
  long wakeMillis(long nowMillis) {
    return opensMillis > nowMillis ? opensMillis : NONE;
  }
}
