package io.berth.simulation.chaos;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.CloudRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells which operation a request of the daemon to its world belongs to, from what is asked.
final class Attribution {

  private final Map<LeaseKey, Operation> byKey = new HashMap<>();
  private final Map<EniId, Eni> written = new HashMap<>();
  private final Set<EniId> detaching = new HashSet<>();
  private @Nullable LeaseKey adding;
  private boolean recovering;

  /// A verb begins for an attachment.
  void begin(LeaseKey key, Operation operation) {
    byKey.put(key, operation);
  }

  /// An ADD is being handed to the daemon; until [#handed] what is written for it found an address
  /// at once.
  void handing(LeaseKey key) {
    adding = key;
  }

  void handed() {
    adding = null;
  }

  /// The daemon starts, or has started.
  void recovering(boolean now) {
    recovering = now;
  }

  /// What belongs to no verb at all is from a start.
  Operation of(LeaseKey key) {
    return recovering ? Operation.RECOVERY : byKey.getOrDefault(key, Operation.RECOVERY);
  }

  /// @return `null` for what belongs to none that is counted
  @Nullable Operation of(JournalEvent event) {
    Operation usual = usual(event);
    return recovering && usual != null ? Operation.RECOVERY : usual;
  }

  private @Nullable Operation usual(JournalEvent event) {
    return switch (event) {
      case JournalEvent.Leased(var lease) -> {
        boolean waited =
            of(lease.key()) == Operation.ADD && !lease.key().equals(adding) && !recovering;
        if (waited) {
          byKey.put(lease.key(), Operation.WAITER_GRANT);
        }
        yield of(lease.key());
      }
      case JournalEvent.Released(var key, _) -> of(key);
      case JournalEvent.TokenUsed _ -> Operation.EC2_CREATE;
      case JournalEvent.EniKnown(var eni) -> {
        Eni before = written.put(eni.id(), eni);
        yield before == null
            ? Operation.EC2_ATTACH
            : eni.portions().addresses().size() > before.portions().addresses().size()
                ? Operation.EC2_ASSIGN
                : Operation.EC2_UNASSIGN;
      }
      case JournalEvent.EniGone(var eni) -> {
        written.remove(eni);
        yield detaching.contains(eni) ? Operation.EC2_DELETE : Operation.EC2_DETACH;
      }
      case JournalEvent.Clean _,
          JournalEvent.Identified _,
          JournalEvent.LimitsKnown _,
          JournalEvent.Damaged _,
          JournalEvent.Recovered _ ->
          null;
    };
  }

  /// @return `null` for what belongs to none that is counted
  @Nullable Operation of(CloudRequest request) {
    return switch (request) {
      case CloudRequest.CreateEni _ -> Operation.EC2_CREATE;
      case CloudRequest.AttachEni _ -> Operation.EC2_ATTACH;
      case CloudRequest.AssignAddresses _ -> Operation.EC2_ASSIGN;
      case CloudRequest.UnassignAddresses _ -> Operation.EC2_UNASSIGN;
      case CloudRequest.DetachEni(var eni, _) -> {
        detaching.add(eni);
        yield Operation.EC2_DETACH;
      }
      case CloudRequest.DeleteEni _ -> Operation.EC2_DELETE;
      case CloudRequest.DescribeEnis _,
          CloudRequest.DescribeType _,
          CloudRequest.DeleteOnTermination _,
          CloudRequest.SetSecurityGroups _,
          CloudRequest.DescribeSubnets _,
          CloudRequest.DescribeReservations _,
          CloudRequest.DescribeAvailable _,
          CloudRequest.DescribeInstances _ ->
          null;
    };
  }
}
