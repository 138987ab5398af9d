package io.berth.netlink;

/// What makes two handles the same namespace: device and inode of its file (`namespaces(7)`). It is
/// unique among the namespaces that exist at one time; the number of one that is gone may come
/// back.
///
/// @param device the device of the namespace file system
/// @param inode the number of the namespace on it
public record NamespaceIdentity(long device, long inode) {
  @Override
  public String toString() {
    return "net:[" + inode + "]";
  }
}
