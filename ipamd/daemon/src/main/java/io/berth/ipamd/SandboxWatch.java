package io.berth.ipamd;

import java.util.function.LongUnaryOperator;

/// Adds to the control loop's turns a look for sandboxes that have gone without a DEL. Used by the
/// control thread.
final class SandboxWatch implements LongUnaryOperator {

  /// Between two looks. A lease needs two that miss it, so its address comes back after one to two
  /// minutes; a look is a dump of links and routes, some milliseconds at 735 pods.
  static final long PERIOD_MILLIS = 60_000;

  private final LongUnaryOperator step;
  private final Runnable look;
  private long dueMillis;

  /// @param step one turn of the control loop; returns when the next is due
  /// @param look begins a look; does not wait for it
  /// @param nowMillis the boot clock
  SandboxWatch(LongUnaryOperator step, Runnable look, long nowMillis) {
    this.step = step;
    this.look = look;
    this.dueMillis = nowMillis + PERIOD_MILLIS;
  }

  @Override
  public long applyAsLong(long nowMillis) {
    if (nowMillis >= dueMillis) {
      dueMillis = nowMillis + PERIOD_MILLIS;
      look.run();
    }
    return Math.min(step.applyAsLong(nowMillis), dueMillis);
  }
}
