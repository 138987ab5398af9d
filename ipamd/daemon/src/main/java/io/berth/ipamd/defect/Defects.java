package io.berth.ipamd.defect;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An exception that nobody expects is a defect: an invariant is broken, so what is in memory is
/// not to be trusted and must not reach journal, kernel or EC2 any more. The process halts, without
/// shutdown hooks and without writing; journal and kernel make the next start safe.
///
/// Threads of our own need nothing: what they throw reaches the handler that [#haltTheProcess()]
/// installs. Whoever runs our code and keeps what it throws to itself (Netty, the JDK's HTTP
/// server, Micrometer) gets it wrapped in [#guarded].
public final class Defects {

  private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

  /// `EX_SOFTWARE` of sysexits.h. A heap that is full ends the process with the JVM's own 3
  /// (`-XX:+ExitOnOutOfMemoryError`), before any code of ours runs.
  public static final int EXIT_SOFTWARE = 70;

  private Defects() {}

  /// From now on a defect on any thread, virtual ones included, ends the process.
  public static void haltTheProcess() {
    Thread.setDefaultUncaughtExceptionHandler((thread, defect) -> {
      try {
        LOG.error(sentence(thread, defect), defect);
      } finally {
        // Also when memory or stack do not suffice for the sentence.
        Runtime.getRuntime().halt(EXIT_SOFTWARE);
      }
    });
  }

  /// Hands a defect to the current thread's handler. Returns only where no process is to end, as in
  /// a test.
  public static void stop(Throwable defect) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, defect);
  }

  /// The same task; what it throws is a defect.
  public static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        stop(defect);
      }
    };
  }

  /// One line: what is broken, where, and what follows from it.
  static String sentence(Thread thread, Throwable defect) {
    Throwable root = defect;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    StackTraceElement[] stack = root.getStackTrace();
    return "invariant broken on thread "
        + thread.getName()
        + ": "
        + root
        + (stack.length == 0 ? "" : " at " + stack[0])
        + "; the process stops without writing, the next start recovers from journal and kernel";
  }
}
