package io.berth.ipamd.defect;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalSamples;
import io.berth.ipam.port.Clock;
import io.berth.ipamd.server.ServerLimits;
import io.berth.ipamd.server.SocketServer;
import io.berth.ipamd.store.FileJournal;
import io.berth.ipamd.store.JournalObserver;
import io.berth.ipamd.store.JournalOpening;
import io.berth.ipamd.store.JournalThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A process with the daemon's journal, `io` thread and handler of defects, in which one thing goes
/// wrong when told. A shutdown hook and a `finally` would write a lease more: they must not run.
final class BrokenDaemon {

  /// Leases that are durable before it breaks.
  static final int LEASES = 5;

  static final Clock CLOCK =
      new Clock() {
        @Override
        public long bootMillis() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  /// More than any address space has, so that the kernel refuses the thread as if it had none left.
  private static final long IMPOSSIBLE_STACK_BYTES = 1L << 46;

  private BrokenDaemon() {}

  /// @param arguments what breaks, and the journal's path
  public static void main(String[] arguments) throws Exception {
    Defects.haltTheProcess();
    JournalThread thread = JournalThread.start(open(Path.of(arguments[1])));
    FileJournal journal = thread.journal();
    CountDownLatch durable = new CountDownLatch(LEASES);
    for (int i = 0; i < LEASES; i++) {
      lease(journal, i, durable::countDown);
    }
    durable.await();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> lease(journal, 100, () -> {})));
    SocketServer server = new SocketServer(0, ServerLimits.STANDARD);
    System.out.println("ready");
    if (System.in.read() < 0) {
      throw new IOException("nobody said go");
    }
    try {
      breakOff(arguments[0], server, journal);
      new CountDownLatch(1).await();
    } finally {
      lease(journal, 101, () -> {});
    }
  }

  private static void breakOff(String what, SocketServer server, FileJournal journal) {
    IllegalStateException broken = new IllegalStateException("S1: 10.0.0.7 has two leases");
    switch (what) {
      case "io-task" ->
          server
              .executor()
              .execute(() -> {
                throw broken;
              });
      case "journal-consumer" ->
          journal.append(
              new JournalEvent.EniGone(JournalSamples.lease(1).eni()),
              problem -> {
                throw broken;
              });
      case "virtual" ->
          Thread.ofVirtual()
              .name("ec2-DescribeEnis")
              .start(() -> {
                throw broken;
              });
      case "stack" -> server.executor().execute(() -> System.out.println(deep(1)));
      case "threads" ->
          server
              .executor()
              .execute(
                  () -> new Thread(null, () -> {}, "one-more", IMPOSSIBLE_STACK_BYTES).start());
      case "heap" ->
          server
              .executor()
              .execute(() -> {
                List<byte[]> all = new ArrayList<>();
                while (all.size() < Integer.MAX_VALUE) {
                  all.add(new byte[1 << 20]);
                }
                System.out.println(all.size());
              });
      default -> throw new IllegalArgumentException(what);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // It is what is to go wrong.
  private static int deep(int depth) {
    return deep(depth + 1) + 1;
  }

  private static void lease(FileJournal journal, int number, Runnable then) {
    journal.append(new JournalEvent.Leased(JournalSamples.lease(number)), problem -> then.run());
  }

  static FileJournal open(Path path) {
    return switch (FileJournal.open(path, "boot-1", "i-0a", CLOCK, JournalObserver.NONE)) {
      case JournalOpening.Opened opened -> opened.journal();
      case JournalOpening.Refused(String sentence) -> throw new IllegalStateException(sentence);
    };
  }
}
