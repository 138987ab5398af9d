package io.berth.ipamd.cni;

import io.berth.ipam.model.Lease;
import java.util.HashMap;
import java.util.Map;

/// Answers to ADDs that are on their way. ADDs that joined share one lease, which must not be
/// undone when one of their clients is gone and another has the answer. Holds an entry for as long
/// as an answer is on its way, so no more than there are connections.
final class Deliveries {

  private static final class Expected {
    private int count;
    private boolean delivered;
  }

  private final Map<Lease, Expected> expected = new HashMap<>();

  /// One more answer with this lease is on its way.
  void expect(Lease lease) {
    expected.computeIfAbsent(lease, _ -> new Expected()).count++;
  }

  /// One of the answers arrived.
  void delivered(Lease lease) {
    ended(lease, true);
  }

  /// One of the answers did not arrive.
  ///
  /// @return whether it was the last one and none arrived
  boolean failed(Lease lease) {
    return ended(lease, false);
  }

  private boolean ended(Lease lease, boolean delivered) {
    Expected entry = expected.get(lease);
    if (entry == null) {
      throw new IllegalStateException("no answer is on its way for " + lease);
    }
    entry.delivered |= delivered;
    entry.count--;
    if (entry.count > 0) {
      return false;
    }
    expected.remove(lease);
    return !entry.delivered;
  }
}
