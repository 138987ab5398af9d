package io.berth.emulator.vpc;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was there before each change of late, so that a describe can show an earlier moment. Covers
/// ENIs, instances, tags and free addresses; VPCs, subnets and groups are seen as they are.
final class History {

  /// What something was like until a change; `null` when it did not exist.
  sealed interface Before {
    record Eni(EniId id, @Nullable NetworkInterface state) implements Before {}

    record Machine(InstanceId id, @Nullable Instance state) implements Before {}

    record Tags(String resource, Map<String, String> state) implements Before {}

    record Free(SubnetId subnet, int count) implements Before {}
  }

  private record Entry(long atMillis, Before before) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<SubnetId, Integer> lastFree = new HashMap<>();

  void add(long nowMillis, Before before) {
    entries.addLast(new Entry(nowMillis, before));
  }

  /// Notes how many addresses are free, if that has changed.
  void noteFree(long nowMillis, SubnetId subnet, int count) {
    Integer last = lastFree.put(subnet, count);
    if (last != null && last != count) {
      add(nowMillis, new Before.Free(subnet, last));
    }
  }

  /// Drops what no describe can ask for any more.
  void forget(long nowMillis) {
    while (!entries.isEmpty()
        && entries.getFirst().atMillis() < nowMillis - VpcModel.MAX_LAG_MILLIS) {
      entries.removeFirst();
    }
  }

  /// How things were at a moment, changes of that very moment included.
  VpcView at(long millis, VpcState present) {
    if (entries.isEmpty() || entries.getLast().atMillis() <= millis) {
      return present;
    }
    PastView past = new PastView(present);
    // From the newest on, so that the oldest change after the moment has the last word.
    Iterator<Entry> newestFirst = entries.descendingIterator();
    while (newestFirst.hasNext()) {
      Entry entry = newestFirst.next();
      if (entry.atMillis() <= millis) {
        break;
      }
      past.undo(entry.before());
    }
    return past;
  }
}
