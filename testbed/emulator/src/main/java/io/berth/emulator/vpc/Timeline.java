package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What will happen by itself, in order of time, and of entry among events of one time.
final class Timeline {

  /// Something that is due at a time.
  sealed interface Event {
    /// Attaching ends, if the attachment is still there.
    record AttachDone(EniId eni, AttachmentId attachment) implements Event {}

    /// Detaching ends, if the attachment is still there.
    record DetachDone(EniId eni, AttachmentId attachment) implements Event {}

    /// The metadata service shows this state of the ENI; `null` when it no longer shows it.
    record MetadataShows(InstanceId instance, EniId eni, @Nullable NetworkInterface state)
        implements Event {}
  }

  private record Entry(long atMillis, long order, Event event) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::atMillis).thenComparingLong(Entry::order));
  private long nextOrder;

  void add(long atMillis, Event event) {
    entries.add(new Entry(atMillis, nextOrder++, event));
  }

  /// When the first event is due; [Long#MAX_VALUE] when there is none.
  long nextAtMillis() {
    Entry first = entries.peek();
    return first == null ? Long.MAX_VALUE : first.atMillis();
  }

  /// Takes the first event that is due, or returns `null`.
  @Nullable Event poll(long nowMillis) {
    if (nextAtMillis() > nowMillis) {
      return null;
    }
    Entry first = entries.poll();
    return first == null ? null : first.event();
  }
}
