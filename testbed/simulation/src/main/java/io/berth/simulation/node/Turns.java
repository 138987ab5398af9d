package io.berth.simulation.node;

import io.berth.simulation.time.Lifetime;
import java.util.function.LongUnaryOperator;

/// Gives the control loop its turns in virtual time, as the daemon's control thread does: soon
/// after a message, and when the last turn said that the next is due. Keeps one timer in the
/// future, not one for each turn.
final class Turns {

  private static final long NEVER = Long.MAX_VALUE;

  private final Lifetime life;
  private final LongUnaryOperator step;
  private boolean woken;
  private long turns;
  private long wantedMillis = NEVER;
  private long timerMillis = NEVER;

  /// @param step one turn at a time; returns when the next is due
  Turns(Lifetime life, LongUnaryOperator step) {
    this.life = life;
    this.step = step;
  }

  /// A message has arrived.
  void wake() {
    if (!woken) {
      woken = true;
      life.after(0, this::turn);
    }
  }

  /// Turns so far.
  long count() {
    return turns;
  }

  /// Until when the loop sleeps if no message arrives; the present when it does not sleep.
  long asleepUntilMillis() {
    return woken ? life.nowMillis() : wantedMillis;
  }

  private void turn() {
    woken = false;
    turns++;
    wantedMillis = step.applyAsLong(life.nowMillis());
    if (wantedMillis <= life.nowMillis()) {
      wake();
    } else {
      arm();
    }
  }

  private void arm() {
    if (wantedMillis < timerMillis) {
      timerMillis = wantedMillis;
      life.at(wantedMillis, () -> due(life.nowMillis()));
    }
  }

  private void due(long nowMillis) {
    if (nowMillis != timerMillis) {
      // An earlier timer was set after this one.
      return;
    }
    timerMillis = NEVER;
    if (wantedMillis <= nowMillis) {
      wake();
    } else {
      arm();
    }
  }
}
