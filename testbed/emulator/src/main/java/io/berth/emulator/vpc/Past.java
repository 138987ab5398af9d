package io.berth.emulator.vpc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What things of one kind were like before each of their changes of late.
///
/// @param <K> names a thing
/// @param <V> its state
final class Past<K, V> {

  /// The state that ended with a change; `null` when the thing did not exist.
  record Change<V>(long atMillis, @Nullable V before) {}

  private record Stamp<K>(long atMillis, K key) {}

  private final Map<K, Deque<Change<V>>> byKey = new HashMap<>();
  private final Deque<Stamp<K>> inOrder = new ArrayDeque<>();

  /// Changes are added in the order of their time.
  void add(long atMillis, K key, @Nullable V before) {
    byKey.computeIfAbsent(key, _ -> new ArrayDeque<>()).addLast(new Change<>(atMillis, before));
    inOrder.addLast(new Stamp<>(atMillis, key));
  }

  /// The first change of a thing after a moment, whose `before` is its state of then; `null` when
  /// it has not changed since.
  @Nullable Change<V> after(K key, long millis) {
    Deque<Change<V>> changes = byKey.get(key);
    if (changes == null) {
      return null;
    }
    Change<V> first = null;
    Iterator<Change<V>> newestFirst = changes.descendingIterator();
    while (newestFirst.hasNext()) {
      Change<V> change = newestFirst.next();
      if (change.atMillis() <= millis) {
        break;
      }
      first = change;
    }
    return first;
  }

  /// The states that ended with a thing's changes of late, the oldest first.
  List<V> befores(K key) {
    Deque<Change<V>> changes = byKey.get(key);
    List<V> befores = new ArrayList<>();
    if (changes != null) {
      for (Change<V> change : changes) {
        V before = change.before();
        if (before != null) {
          befores.add(before);
        }
      }
    }
    return befores;
  }

  /// Things that have changed of late.
  Collection<K> keys() {
    return Collections.unmodifiableCollection(byKey.keySet());
  }

  /// Drops changes before a moment.
  void forget(long millis) {
    for (Stamp<K> oldest = inOrder.peekFirst();
        oldest != null && oldest.atMillis() < millis;
        oldest = inOrder.peekFirst()) {
      inOrder.removeFirst();
      Deque<Change<V>> changes = byKey.get(oldest.key());
      if (changes != null) {
        changes.removeFirst();
        if (changes.isEmpty()) {
          byKey.remove(oldest.key());
        }
      }
    }
  }
}
