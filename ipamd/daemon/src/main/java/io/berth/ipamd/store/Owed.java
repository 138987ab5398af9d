package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalEvent.Clean;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Ends of leases that the disk refused; they go first when it takes something again. Bounded by
/// the node's addresses: one end of a lease that the journal has, and one cooling, for each. Not
/// safe for several threads.
final class Owed {

  private final SortedMap<IpAddress, Released> released = new TreeMap<>();
  private final SortedMap<IpAddress, Clean> clean = new TreeMap<>();

  boolean isEmpty() {
    return released.isEmpty() && clean.isEmpty();
  }

  /// Takes in an event that was refused. The end of a lease that never became durable is not owed.
  ///
  /// @param written what is durable
  void add(JournalEvent event, JournalReplay written) {
    switch (event) {
      case Released end when written.holds(end.key(), end.address()) ->
          released.put(end.address(), end);
      case Clean end -> clean.put(end.address(), end);
      default -> {
        // Whoever appended it was told, and it is his to repeat.
      }
    }
  }

  /// All of them, in an order in which they can be written.
  List<JournalEvent> events() {
    List<JournalEvent> events = new ArrayList<>(released.values());
    events.addAll(clean.values());
    return events;
  }

  void clear() {
    released.clear();
    clean.clear();
  }
}
