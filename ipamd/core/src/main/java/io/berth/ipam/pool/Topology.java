package io.berth.ipam.pool;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks in the order in which claims try them, with the hints above the blocks. The order
/// never changes; another order is another topology, whose hints begin as all ones.
final class Topology {

  private final Block[] order;
  private final int[] positionById;
  private final HintBits maybeFree;
  private final HintBits maybeCooling;

  Topology(List<Block> blocks) {
    order = blocks.toArray(new Block[0]);
    int ids = 0;
    for (Block block : order) {
      ids = Math.max(ids, block.id().value() + 1);
    }
    positionById = new int[ids];
    Arrays.fill(positionById, -1);
    for (int position = 0; position < order.length; position++) {
      positionById[order[position].id().value()] = position;
    }
    maybeFree = new HintBits(order.length);
    maybeCooling = new HintBits(order.length);
  }

  int blocks() {
    return order.length;
  }

  Block at(int position) {
    return order[position];
  }

  /// The block with this id, or `null` when none has it now.
  @Nullable Block find(int blockId) {
    int position = position(blockId);
    return position < 0 ? null : order[position];
  }

  /// -1 when no block has this id now.
  int position(int blockId) {
    return blockId < positionById.length ? positionById[blockId] : -1;
  }

  HintBits maybeFree() {
    return maybeFree;
  }

  HintBits maybeCooling() {
    return maybeCooling;
  }

  /// Whether these blocks, in this order, are the order of this topology.
  boolean hasOrder(List<Block> blocks) {
    return blocks.equals(Arrays.asList(order));
  }
}
