package io.berth.ipam.port;

/// How to reach the network namespace of a sandbox during one request.
///
/// @param path the namespace's path as the runtime gave it; empty when it gave none
/// @param namespaceDescriptor an open descriptor of the namespace, or -1
/// @param netlinkDescriptor a NETLINK_ROUTE socket opened inside it, or -1. Both descriptors are
///   there or neither; whoever received them closes them when the request has ended
public record Sandbox(String path, int namespaceDescriptor, int netlinkDescriptor) {

  /// A sandbox known by path only.
  public static Sandbox ofPath(String path) {
    return new Sandbox(path, -1, -1);
  }

  public boolean hasDescriptors() {
    return namespaceDescriptor >= 0 && netlinkDescriptor >= 0;
  }
}
