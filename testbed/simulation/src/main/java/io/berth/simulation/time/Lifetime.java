package io.berth.simulation.time;

/// What one process has set going: all of it ends with the process. Timers, answers on their way to
/// it and unfinished writes are asked for here, so a crash is one call.
public final class Lifetime {

  private final VirtualTime time;
  private boolean over;

  public Lifetime(VirtualTime time) {
    this.time = time;
  }

  public long nowMillis() {
    return time.nowMillis();
  }

  /// Does something later, if the process still lives then.
  public void after(long delayMillis, Runnable task) {
    at(time.nowMillis() + delayMillis, task);
  }

  /// As [#after], at a time.
  public void at(long atMillis, Runnable task) {
    time.at(
        atMillis,
        () -> {
          if (!over) {
            task.run();
          }
        });
  }

  /// The process dies: nothing that it has set going happens any more.
  public void end() {
    over = true;
  }

  public boolean isOver() {
    return over;
  }
}
