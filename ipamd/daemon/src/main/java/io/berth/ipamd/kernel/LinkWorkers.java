package io.berth.ipamd.kernel;

import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The threads `link-0`, `link-1`…, each with a netlink socket of its own, and the queue that feeds
/// them. They are platform threads because netlink calls block in native code, which would pin a
/// virtual thread's carrier.
final class LinkWorkers implements AutoCloseable {

  /// Jobs that may wait. The server admits fewer requests than this at one time, so a full queue
  /// means that the kernel has stopped answering; refusing then keeps requests within their
  /// deadlines.
  static final int MAX_WAITING = 1024;

  /// Enough to keep the kernel's one lock for links busy while a deletion waits.
  static final int MAX_WORKERS = 16;

  /// What a worker does. What it throws is a defect: it ends the thread, and so the process.
  interface Job {
    /// @param host the worker's socket
    /// @param worker the worker's number
    void run(NetlinkSocket host, int worker);
  }

  private static final Job STOP = (host, worker) -> {};

  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  private LinkWorkers() {}

  /// Starts the workers in the calling thread's network namespace, the node's.
  ///
  /// @param count 1 to [#MAX_WORKERS]
  /// @throws SystemCallException when the kernel gives no netlink socket
  static LinkWorkers start(int count) throws SystemCallException {
    if (count < 1 || count > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "the number of link workers is 1 to " + MAX_WORKERS + ", not " + count);
    }
    List<NetlinkSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(NetlinkSocket.open());
      }
    } catch (SystemCallException e) {
      sockets.forEach(NetlinkSocket::close);
      throw e;
    }
    LinkWorkers workers = new LinkWorkers();
    for (int i = 0; i < count; i++) {
      int worker = i;
      workers.threads.add(
          Thread.ofPlatform()
              .name("link-" + worker)
              .daemon()
              .start(() -> workers.work(sockets.get(worker), worker)));
    }
    return workers;
  }

  /// Hands over a job.
  ///
  /// @return whether it will run; false when too many wait, or after [#close]
  synchronized boolean offer(Job job) {
    return !closed && queue.offer(job);
  }

  private void work(NetlinkSocket socket, int worker) {
    try (socket) {
      for (Job job = queue.take(); !job.equals(STOP); job = queue.take()) {
        job.run(socket, worker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets the jobs that wait run, and ends the threads.
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    boolean interrupted = false;
    for (int stops = 0; stops < threads.size(); ) {
      try {
        queue.put(STOP);
        stops++;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
