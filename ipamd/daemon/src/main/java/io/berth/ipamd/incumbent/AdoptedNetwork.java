package io.berth.ipamd.incumbent;

/// How leases that were taken over are told from Berth's own, for as long as they live: the network
/// in their key begins with an underscore, as no network of a CNI call can (CNI specification,
/// section 2). The runtime will end them under the name of Berth's network list, not under the one
/// with which they were made.
final class AdoptedNetwork {

  private static final String MARK = "_";

  private AdoptedNetwork() {}

  /// The network in the key of a lease that is taken over.
  static String of(String network) {
    return network.startsWith(MARK) ? network : MARK + network;
  }

  /// Whether a lease with this network was taken over.
  static boolean isAdopted(String network) {
    return network.startsWith(MARK);
  }

  /// The network as the incumbent wrote it.
  static String original(String network) {
    return network.startsWith(MARK) && !network.equals(Allocation.UNKNOWN_NETWORK)
        ? network.substring(MARK.length())
        : network;
  }
}
