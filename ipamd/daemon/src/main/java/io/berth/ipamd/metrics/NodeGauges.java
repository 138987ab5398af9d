package io.berth.ipamd.metrics;

/// The node's figures at one moment. Immutable.
///
/// @param eniMax ENIs that may be attached and managed
/// @param ipMax addresses that pods could have with all of them
/// @param enis ENIs attached and managed
/// @param prefixes delegated prefixes (/28) on them
/// @param free addresses ready for pods
/// @param leased addresses that pods have
/// @param cooling released addresses that are not handed out yet
/// @param retiring addresses on their way back to EC2
/// @param waiting requests without an address
/// @param blockedLabel what keeps the pool from its target, in lower case joined by `_`; empty when
///   nothing does
public record NodeGauges(
    int eniMax,
    int ipMax,
    int enis,
    int prefixes,
    int free,
    int leased,
    int cooling,
    int retiring,
    int waiting,
    String blockedLabel) {

  /// Before anything is known.
  public static final NodeGauges NONE = new NodeGauges(0, 0, 0, 0, 0, 0, 0, 0, 0, "");

  /// All addresses of the managed ENIs but their primary ones.
  public int total() {
    return free + leased + cooling + retiring;
  }
}
