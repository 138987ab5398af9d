package io.berth.simulation.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which names a disk has for its files. Changes become durable when the folder is synced, in their
/// order, as journaling file systems do it.
final class FolderNames {

  /// All names after a change. Changes that replace several names are one.
  private record Change(long beginMillis, Map<Path, SimulatedFile> after) {}

  private record Sync(long endMillis, Map<Path, SimulatedFile> names) {}

  private Map<Path, SimulatedFile> durable = Map.of();
  private Map<Path, SimulatedFile> present = Map.of();
  private final List<Change> unsynced = new ArrayList<>(1);
  private final List<Sync> syncs = new ArrayList<>(1);

  @Nullable SimulatedFile find(Path path) {
    return present.get(path);
  }

  /// Not to be changed.
  Map<Path, SimulatedFile> present() {
    return present;
  }

  void put(Path path, SimulatedFile file, long beginMillis) {
    Map<Path, SimulatedFile> names = new TreeMap<>(present);
    names.put(path, file);
    change(names, beginMillis);
  }

  void remove(Path path, long beginMillis) {
    Map<Path, SimulatedFile> names = new TreeMap<>(present);
    names.remove(path);
    change(names, beginMillis);
  }

  void rename(Path from, Path to, SimulatedFile file, long beginMillis) {
    Map<Path, SimulatedFile> names = new TreeMap<>(present);
    names.remove(from);
    names.put(to, file);
    change(names, beginMillis);
  }

  private void change(Map<Path, SimulatedFile> names, long beginMillis) {
    settle(beginMillis);
    present = names;
    unsynced.add(new Change(beginMillis, names));
  }

  void sync(long endMillis) {
    syncs.add(new Sync(endMillis, present));
  }

  /// The process that changed names has died; what it had begun is done.
  void writerDied(long nowMillis) {
    settle(nowMillis);
    syncs.clear();
    unsynced.removeIf(change -> change.beginMillis() > nowMillis);
    present = unsynced.isEmpty() ? durable : unsynced.getLast().after();
  }

  /// After [#writerDied], loses a random number of changes that were not synced, latest first.
  ///
  /// @return whether any was lost
  boolean lose(RandomGenerator random) {
    int kept = random.nextInt(unsynced.size() + 1);
    boolean lost = kept < unsynced.size();
    present = kept == 0 ? durable : unsynced.get(kept - 1).after();
    durable = present;
    unsynced.clear();
    return lost;
  }

  /// Two states of the folder may hold the same names, so a state is known by its identity.
  @SuppressWarnings("ReferenceEquality")
  private void settle(long nowMillis) {
    while (!syncs.isEmpty() && syncs.getFirst().endMillis() <= nowMillis) {
      Map<Path, SimulatedFile> names = syncs.removeFirst().names();
      durable = names;
      while (!unsynced.isEmpty()) {
        Change first = unsynced.removeFirst();
        if (first.after() == names) {
          break;
        }
      }
    }
  }
}
