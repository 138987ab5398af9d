package io.berth.ipamd;

import io.berth.ipam.port.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/// Gives the control loop its turns: at once when it is woken, otherwise when its own time comes.
///
/// | field | writers | readers | mode | pairs with |
/// |---|---|---|---|---|
/// | `signalled` | any thread in [#wake], the runner | the runner | volatile | set before `unpark`; cleared before the step that looks at the mailbox, so a message that arrives during the step causes another one |
/// | `running` | [#stop] | the runner | volatile | – |
final class ControlRunner {

  /// A wake-up that was computed too late costs at most this.
  private static final long LONGEST_PARK_MILLIS = 1_000;

  private final Clock clock;
  private final LongUnaryOperator step;
  private final Thread thread;
  private volatile boolean signalled = true;
  private volatile boolean running = true;

  /// @param step one turn: takes the boot clock, returns when the next is due. What it throws is a
  ///   defect and reaches the thread's handler
  ControlRunner(Clock clock, LongUnaryOperator step) {
    this.clock = clock;
    this.step = step;
    this.thread = Thread.ofPlatform().name("control").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void wake() {
    if (!signalled) {
      signalled = true;
      LockSupport.unpark(thread);
    }
  }

  void stop() throws InterruptedException {
    running = false;
    LockSupport.unpark(thread);
    thread.join();
  }

  private void run() {
    while (running) {
      long waitNanos = turnNanos();
      if (waitNanos > 0) {
        LockSupport.parkNanos(this, waitNanos);
      }
    }
  }

  /// One turn; returns how long to park after it, 0 when another is wanted at once.
  long turnNanos() {
    signalled = false;
    long dueMillis = step.applyAsLong(clock.bootMillis());
    long waitMillis = Math.min(dueMillis - clock.bootMillis(), LONGEST_PARK_MILLIS);
    return waitMillis > 0 && !signalled && running ? waitMillis * 1_000_000 : 0;
  }

  /// For tests: whether another turn is certain.
  boolean isSignalled() {
    return signalled;
  }
}
