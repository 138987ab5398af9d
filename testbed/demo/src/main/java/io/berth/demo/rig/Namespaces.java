package io.berth.demo.rig;

import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/// Network namespaces by the path of the file that holds them.
public final class Namespaces {

  /// The namespace that this process is in; for programs that may not make others.
  public static final Path OWN = Path.of("/proc/self/ns/net");

  private Namespaces() {}

  /// Runs a task inside a namespace; sockets and processes that it makes stay there.
  ///
  /// @throws IOException when there is no such namespace, or what the task threw
  public static <T> T call(Path namespace, Callable<T> task) throws IOException {
    if (namespace.equals(OWN)) {
      return inPlace(task);
    }
    try (NetworkNamespace open = NetworkNamespace.open(namespace)) {
      return open.call(task);
    }
  }

  private static <T> T inPlace(Callable<T> task) throws IOException {
    try {
      return task.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /// Threads that live inside a namespace, for processes that are started there.
  ///
  /// @param names gives the threads their names
  static ThreadFactory threadFactory(Path namespace, Thread.Builder.OfPlatform names) {
    return work -> names.unstarted(() -> runInside(namespace, work));
  }

  private static void runInside(Path namespace, Runnable work) {
    try {
      call(
          namespace,
          () -> {
            work.run();
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("threads cannot enter " + namespace, e);
    }
  }

  /// Makes a namespace with its loopback up, as runtimes do, and mounts it at `file`.
  static void create(Path file) throws IOException {
    try (NetworkNamespace made = NetworkNamespace.createMounted(file)) {
      setLoopbackUp(made);
    }
  }

  /// Set by `dist/lib/launch.sh` when it runs a program in user and network namespaces of its own.
  private static final String UNSHARED = "BERTH_DEMO_UNSHARED";

  /// Sets the loopback up in the namespace of the calling thread where that has just been made.
  public static void setLoopbackUpIfUnshared() throws IOException {
    if (System.getenv(UNSHARED) == null) {
      return;
    }
    try (NetworkNamespace own = NetworkNamespace.current()) {
      setLoopbackUp(own);
    }
  }

  private static void setLoopbackUp(NetworkNamespace namespace) throws IOException {
    try (NetlinkSocket netlink = namespace.openNetlink()) {
      Kernel.require(
          netlink.execute(
              new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true))));
    }
  }

  /// Removes a namespace's file; nothing happens when it is gone.
  static void delete(Path file) throws IOException {
    NetworkNamespace.delete(file);
  }
}
