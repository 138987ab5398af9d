package io.berth.netlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// An open network namespace. It exists at least as long as this handle, a thread in it, or a mount
/// of it.
///
/// Handles may be used by several threads; closing one while another thread uses it is a bug of the
/// caller.
public final class NetworkNamespace implements AutoCloseable {
  private static final String OWN = "/proc/thread-self/ns/net";
  private static final int CLOSED = -1;

  private final NamespaceIdentity identity;
  private volatile int descriptor;

  private NetworkNamespace(int descriptor, NamespaceIdentity identity) {
    this.descriptor = descriptor;
    this.identity = identity;
  }

  /// Opens the namespace behind a path, such as `/run/netns/blue` or `/proc/4711/ns/net`.
  ///
  /// @throws SystemCallException when there is nothing, or something that is no network namespace
  public static NetworkNamespace open(Path path) throws SystemCallException {
    int descriptor = SystemCalls.open(path.toString());
    if (descriptor < 0) {
      throw SystemCallException.of(-descriptor, "open network namespace " + path);
    }
    return checked(descriptor, path.toString());
  }

  /// Opens the calling thread's own namespace.
  ///
  /// @throws SystemCallException when the kernel refuses, such as `EMFILE`
  public static NetworkNamespace current() throws SystemCallException {
    return open(Path.of(OWN));
  }

  /// Takes over a descriptor that somebody else opened. From here on it belongs to this object,
  /// which closes it; also when this method throws.
  ///
  /// @throws SystemCallException when it is no network namespace
  public static NetworkNamespace adopt(int descriptor) throws SystemCallException {
    return checked(descriptor, "descriptor " + descriptor);
  }

  /// Creates a namespace that ends with its last handle.
  ///
  /// @throws IOException when the kernel refuses: `EPERM` without CAP_SYS_ADMIN, `ENOSPC` at the
  ///   limit of `user.max_net_namespaces`
  public static NetworkNamespace create() throws IOException {
    return onFreshThread(() -> {
      unshare();
      return current();
    });
  }

  /// Creates a namespace and mounts it at a path, as `ip netns add` does below `/run/netns`: others
  /// can find it there, and it stays until [#delete].
  ///
  /// @param path where no file is; missing folders above it are created
  /// @throws java.nio.file.FileAlreadyExistsException when there is a file
  /// @throws IOException when the kernel refuses; then nothing is left behind
  public static NetworkNamespace createMounted(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createFile(path);
    boolean mounted = false;
    try {
      onFreshThread(() -> {
        unshare();
        int result = SystemCalls.bindMount(OWN, path.toString());
        if (result < 0) {
          throw SystemCallException.of(-result, "mount a network namespace at " + path);
        }
        return path;
      });
      NetworkNamespace namespace = open(path);
      mounted = true;
      return namespace;
    } finally {
      if (!mounted) {
        delete(path);
      }
    }
  }

  /// Removes the mount of a namespace and its file. The namespace itself ends with its last user.
  /// Nothing there: nothing to do.
  ///
  /// @throws IOException when the mount or the file cannot be removed
  public static void delete(Path path) throws IOException {
    int result = SystemCalls.unmount(path.toString());
    if (result < 0 && result != -Errno.EINVAL && result != -Errno.ENOENT) {
      throw SystemCallException.of(-result, "unmount network namespace " + path);
    }
    Files.deleteIfExists(path);
  }

  /// Runs a task inside this namespace, on a platform thread that is made for it and ends with it:
  /// a thread that has changed its namespace is never given back to anybody. Sockets that the task
  /// opens belong to this namespace for good, so they may be handed out. Files below
  /// `/proc/sys/net` and `/proc/thread-self/net` are this namespace's; `/proc/net` is not, it
  /// follows the process's first thread.
  ///
  /// An interrupt of the caller is passed to the task and shows again on the caller afterwards.
  ///
  /// @return what the task returns
  /// @throws IOException when the namespace cannot be entered, or what the task threw; checked
  ///   exceptions of other types come as its cause, unchecked ones as they are
  public <T extends @Nullable Object> T call(Callable<T> task) throws IOException {
    return onFreshThread(() -> {
      int result = SystemCalls.enterNetwork(descriptor());
      if (result < 0) {
        throw SystemCallException.of(-result, "enter network namespace " + identity);
      }
      return task.call();
    });
  }

  /// Opens a netlink socket that works on this namespace.
  ///
  /// @throws IOException when the namespace cannot be entered or the socket not be opened
  public NetlinkSocket openNetlink() throws IOException {
    return call(NetlinkSocket::open);
  }

  /// The open descriptor, for requests that name a namespace. It stays this object's.
  public int descriptor() {
    int open = descriptor;
    if (open == CLOSED) {
      throw new IllegalStateException("the handle of network namespace " + identity + " is closed");
    }
    return open;
  }

  /// Which namespace it is.
  public NamespaceIdentity identity() {
    return identity;
  }

  /// Closes the handle; a second call does nothing.
  @Override
  public synchronized void close() {
    if (descriptor != CLOSED) {
      SystemCalls.close(descriptor);
      descriptor = CLOSED;
    }
  }

  @Override
  public String toString() {
    return identity.toString();
  }

  private static void unshare() throws SystemCallException {
    int result = SystemCalls.unshareNetwork();
    if (result < 0) {
      throw SystemCallException.of(-result, "create a network namespace");
    }
  }

  private static NetworkNamespace checked(int descriptor, String name) throws SystemCallException {
    int type = SystemCalls.ioctl(descriptor, SystemCalls.NS_GET_NSTYPE);
    long[] deviceAndInode = new long[2];
    int result =
        type == SystemCalls.CLONE_NEWNET
            ? SystemCalls.deviceAndInode(descriptor, deviceAndInode)
            : 0;
    if (type != SystemCalls.CLONE_NEWNET || result < 0) {
      SystemCalls.close(descriptor);
      throw result < 0
          ? SystemCallException.of(-result, "identify network namespace " + name)
          : new SystemCallException(Errno.EINVAL, name + " is not a network namespace");
    }
    return new NetworkNamespace(
        descriptor, new NamespaceIdentity(deviceAndInode[0], deviceAndInode[1]));
  }

  private static <T extends @Nullable Object> T onFreshThread(Callable<T> task) throws IOException {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = Thread.ofPlatform().name("netns").daemon().start(future);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          thread.join();
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
          thread.interrupt();
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case IOException e -> e;
      case null -> new IOException("the task inside the network namespace failed without a cause");
      default ->
          new IOException(
              "the task inside the network namespace failed: " + cause.getMessage(), cause);
    };
  }
}
