package io.berth.ipam.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The order that claims follow now, and the bits that lead them to free and cooling addresses.
/// Replaced as a whole by the control thread with one volatile write; everybody reads it anew after
/// a slot has changed (P6, P7).
final class PublishedTopology {

  private volatile Topology current = new Topology(List.of());

  Topology currentVolatile() {
    return current;
  }

  /// Control thread only.
  void publish(Topology topology) {
    current = topology;
  }

  /// Puts new blocks behind the others. Control thread only.
  void append(List<Block> blocks) {
    List<Block> all = new ArrayList<>();
    Topology before = current;
    for (int position = 0; position < before.blocks(); position++) {
      all.add(before.at(position));
    }
    all.addAll(blocks);
    current = new Topology(all);
  }

  /// Takes blocks out. Control thread only.
  void remove(Predicate<Block> leaving) {
    List<Block> rest = new ArrayList<>();
    Topology before = current;
    for (int position = 0; position < before.blocks(); position++) {
      if (!leaving.test(before.at(position))) {
        rest.add(before.at(position));
      }
    }
    if (rest.size() < before.blocks()) {
      current = new Topology(rest);
    }
  }

  /// The block that a handle speaks of, or `null` when it has left.
  @Nullable Block find(long handle) {
    return handle < 0 ? null : current.find(Handle.blockId(handle));
  }

  /// Sets the hints that the slot's state calls for.
  void raise(Block block, int slot) {
    long word = block.slotVolatile(slot);
    if (SlotWord.isFree(word)) {
      raiseFree(block, slot);
    } else if (SlotWord.isCooling(word)) {
      raiseCooling(block, slot);
    }
  }

  /// After the slot became free: hint, then topology, then the bits above (P6).
  void raiseFree(Block block, int slot) {
    block.setFreeHint(slot);
    Topology seen = current;
    int position = seen.position(block.id().value());
    if (position >= 0) {
      seen.maybeFree().raise(position);
    }
  }

  /// After the slot began to cool: hint, then topology, then the bits above (P7).
  void raiseCooling(Block block, int slot) {
    block.setCoolHint(slot);
    Topology seen = current;
    int position = seen.position(block.id().value());
    if (position >= 0) {
      seen.maybeCooling().raise(position);
    }
  }
}
