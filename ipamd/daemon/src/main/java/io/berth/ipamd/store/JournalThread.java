package io.berth.ipamd.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Runs the steps of a [FileJournal] on a thread of its own, which sleeps while there is nothing to
/// write; a second one looks whether the first is stuck in the disk.
public final class JournalThread implements AutoCloseable {

  /// How long an orderly close waits for a disk that does not answer.
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /// Between two looks at a disk that is at work or refused something. A look costs microseconds.
  private static final long LOOK_NANOS = 1_000_000_000;

  private final FileJournal journal;
  private final Thread thread;
  private final Thread watch;
  private volatile boolean stopping;

  private JournalThread(FileJournal journal) {
    this.journal = journal;
    this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
    this.watch = Thread.ofPlatform().name("journal-watch").daemon().unstarted(this::watch);
  }

  /// Starts the thread. A bug in a consumer of replies reaches the thread's uncaught exception
  /// handler.
  public static JournalThread start(FileJournal journal) {
    JournalThread runner = new JournalThread(journal);
    journal.onAppend(() -> LockSupport.unpark(runner.thread));
    runner.thread.start();
    runner.watch.start();
    return runner;
  }

  /// The journal that this thread runs.
  public FileJournal journal() {
    return journal;
  }

  /// Makes durable and answers all that was appended so far, then closes the file. Later appends
  /// are refused.
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    LockSupport.unpark(watch);
    try {
      if (thread.join(CLOSE_TIMEOUT)) {
        journal.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      if (!journal.step()) {
        if (journal.owes()) {
          LockSupport.parkNanos(this, LOOK_NANOS);
        } else {
          LockSupport.park(this);
        }
      }
    }
  }

  private void watch() {
    while (!stopping) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      journal.expire();
    }
  }
}
