package io.berth.ipam.reconcile;

/// Waits before a surplus is given back: what pods have just left is often wanted again soon, and
/// to get it back costs calls that other nodes need. Owned by the control thread.
final class Patience {

  /// How long a surplus has to last. The incumbent looks for one every 30 s and gives back what it
  /// finds then; twice that outlasts its cooling time, so that jobs that come and go in turns keep
  /// their addresses.
  static final long SURPLUS_MILLIS = 60_000;

  private static final long NONE = Long.MAX_VALUE;

  private long sinceMillis = NONE;

  /// A plan has been made.
  void saw(boolean surplus, long nowMillis) {
    if (!surplus) {
      sinceMillis = NONE;
    } else if (sinceMillis == NONE) {
      sinceMillis = nowMillis;
    }
  }

  boolean isOver(long nowMillis) {
    return sinceMillis != NONE && nowMillis - sinceMillis >= SURPLUS_MILLIS;
  }

  /// When it will be over, or [Long#MAX_VALUE] while there is no surplus or when it is.
  long wakeMillis(long nowMillis) {
    return sinceMillis == NONE || isOver(nowMillis) ? NONE : sinceMillis + SURPLUS_MILLIS;
  }
}
