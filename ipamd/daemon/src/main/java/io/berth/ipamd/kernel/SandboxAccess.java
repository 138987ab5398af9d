package io.berth.ipamd.kernel;

import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import io.berth.netlink.NamespaceIdentity;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The way into a sandbox's namespace.
sealed interface SandboxAccess {

  /// It can be worked on until this is closed.
  ///
  /// @param namespace a handle of the namespace
  /// @param netlink a socket that works inside it
  record Open(NetworkNamespace namespace, NetlinkSocket netlink)
      implements SandboxAccess, AutoCloseable {
    @Override
    public void close() {
      netlink.close();
      namespace.close();
    }
  }

  /// It cannot.
  record Refused(Failed failure) implements SandboxAccess {}

  /// Opens a sandbox by its descriptors, which stay the caller's, or else by its path. Entering by
  /// path needs CAP_SYS_ADMIN; descriptors need nothing beyond CAP_NET_ADMIN.
  ///
  /// @param own the node's namespace, which is no sandbox
  static SandboxAccess open(Sandbox sandbox, NamespaceIdentity own) {
    String name = sandbox.path().isEmpty() ? "the sandbox" : sandbox.path();
    if (!sandbox.hasDescriptors() && sandbox.path().isEmpty()) {
      return refused(Reason.NO_NAMESPACE, "the request names no network namespace");
    }
    NetworkNamespace namespace;
    try {
      // Namespaces are regular files, and opening some others, such as pipes, waits.
      if (!sandbox.hasDescriptors() && !Files.isRegularFile(Path.of(sandbox.path()))) {
        return refused(Reason.NO_NAMESPACE, name + " is not a file, or is there no longer");
      }
      // A descriptor is opened anew, so that closing this handle leaves the caller's open.
      namespace =
          NetworkNamespace.open(
              Path.of(
                  sandbox.hasDescriptors()
                      ? "/proc/self/fd/" + sandbox.namespaceDescriptor()
                      : sandbox.path()));
    } catch (IOException | InvalidPathException e) {
      return refused(Reason.NO_NAMESPACE, name + ": " + e.getMessage());
    }
    if (namespace.identity().equals(own)) {
      namespace.close();
      return refused(Reason.OWN_NAMESPACE, name + " is the node's own network namespace " + own);
    }
    try {
      return new Open(
          namespace,
          sandbox.hasDescriptors()
              ? NetlinkSocket.borrow(sandbox.netlinkDescriptor())
              : namespace.openNetlink());
    } catch (IOException e) {
      namespace.close();
      return refused(
          Reason.OTHER,
          name
              + ": "
              + e.getMessage()
              + "; entering by path needs CAP_SYS_ADMIN, which callers that pass descriptors spare");
    }
  }

  private static Refused refused(Reason reason, String text) {
    return new Refused(new Failed(reason, text));
  }
}
