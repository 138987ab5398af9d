package io.berth.ipam.pool;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What only the control thread needs to know: which slot has which address, which blocks an ENI
/// has, which block ids are unused. Not safe for several threads.
final class Directory {

  /// Where an address lies.
  record Place(Block block, int slot) {}

  private static final int[] NO_GENERATIONS = {};

  private final Map<IpAddress, Place> places = new HashMap<>();
  private final Map<EniId, PoolEni> enis = new LinkedHashMap<>();
  private final Map<EniId, List<Block>> blocksByEni = new HashMap<>();

  /// By block id: the generations of a block that has left, `null` while the id is in use.
  private final List<int @Nullable []> generationsById = new ArrayList<>();

  private final int slotsPerBlock;
  private int nextOrdinal;

  /// @param slotsPerBlock width of new blocks, 1 to 63
  Directory(int slotsPerBlock) {
    this.slotsPerBlock = slotsPerBlock;
  }

  @Nullable Place find(IpAddress address) {
    return places.get(address);
  }

  /// A place for an address that the pool does not have: a vacant slot of the ENI, in a new block
  /// if need be. A new block is not published.
  Place place(EniId eni, IpAddress address) {
    PoolEni owner = enis.computeIfAbsent(eni, id -> new PoolEni(id, nextOrdinal++));
    List<Block> blocks = blocksByEni.computeIfAbsent(eni, _ -> new ArrayList<>());
    Place place = vacantSlot(blocks);
    if (place == null) {
      Block block = newBlock(owner);
      blocks.add(block);
      place = new Place(block, 0);
    }
    place.block().setAddressVolatile(place.slot(), address);
    places.put(address, place);
    return place;
  }

  void forget(IpAddress address) {
    places.remove(address);
  }

  /// Blocks of an ENI, oldest first; empty for one that the pool does not have.
  List<Block> blocks(EniId eni) {
    return blocksByEni.getOrDefault(eni, List.of());
  }

  @Nullable PoolEni eni(EniId eni) {
    return enis.get(eni);
  }

  /// All blocks, by the age of their ENI and then their own.
  List<Block> allBlocks() {
    List<Block> all = new ArrayList<>();
    for (EniId eni : enis.keySet()) {
      all.addAll(blocks(eni));
    }
    return all;
  }

  /// Frees the ids of an ENI's blocks, all of whose slots must be vacant.
  void remove(EniId eni) {
    for (Block block : blocks(eni)) {
      int[] generations = new int[block.slots()];
      for (int slot = 0; slot < generations.length; slot++) {
        generations[slot] = SlotWord.generation(block.slotVolatile(slot));
      }
      generationsById.set(block.id().value(), generations);
    }
    blocksByEni.remove(eni);
    enis.remove(eni);
  }

  private @Nullable Place vacantSlot(List<Block> blocks) {
    for (Block block : blocks) {
      for (int slot = 0; slot < block.slots(); slot++) {
        if (SlotWord.isVacant(block.slotVolatile(slot))) {
          return new Place(block, slot);
        }
      }
    }
    return null;
  }

  private Block newBlock(PoolEni owner) {
    for (int id = 0; id < generationsById.size(); id++) {
      int[] generations = generationsById.get(id);
      if (generations != null) {
        generationsById.set(id, null);
        return newBlock(new BlockId(id), owner, generations);
      }
    }
    BlockId id = new BlockId(generationsById.size());
    generationsById.add(null);
    return newBlock(id, owner, NO_GENERATIONS);
  }

  private Block newBlock(BlockId id, PoolEni owner, int[] generations) {
    return new Block(id, owner, BlockKind.SECONDARY_ADDRESSES, slotsPerBlock, generations);
  }
}
