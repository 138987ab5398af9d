package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

  private static final int PREFIX_LENGTH = 28;

  /// By network address: one entry serves sixteen addresses.
  private final Map<IpAddress, Block> prefixes = new HashMap<>();

  private final Map<EniId, PoolEni> enis = new LinkedHashMap<>();
  private final Map<EniId, List<Block>> blocksByEni = new HashMap<>();

  /// By block id: the generations that its slots had when a block of that id last left. As long as
  /// the widest of those blocks, so that no slot of a later one begins anew (P3).
  private final List<int[]> generationsById = new ArrayList<>();

  private final BitSet idsInUse = new BitSet();
  private final int singlesPerBlock;
  private int nextOrdinal;

  /// @param singlesPerBlock width of new blocks of single addresses, 1 to 63
  Directory(int singlesPerBlock) {
    this.singlesPerBlock = singlesPerBlock;
  }

  /// Looks through the single addresses one by one: at most 24 ENIs of 63, in microseconds, and not
  /// on the way of a claim. A map would double what an address costs.
  @Nullable Place find(IpAddress address) {
    if (address.isIpv4()) {
      Block prefix = prefixes.get(Cidr.containing(address, PREFIX_LENGTH).network());
      if (prefix != null) {
        int slot = prefix.slotOf(address);
        return slot < 0 ? null : new Place(prefix, slot);
      }
    }
    for (List<Block> blocks : blocksByEni.values()) {
      for (Block block : blocks) {
        int slot = block.prefix() == null ? block.slotOf(address) : -1;
        if (slot >= 0) {
          return new Place(block, slot);
        }
      }
    }
    return null;
  }

  /// The block of a prefix on this ENI, or `null`.
  @Nullable Block find(EniId eni, Cidr prefix) {
    Block block = prefixes.get(prefix.network());
    return block != null && block.eni().id().equals(eni) ? block : null;
  }

  /// A place for a single address that the pool does not have: a vacant slot of the ENI, in a new
  /// block if need be. A new block is not published.
  Place place(EniId eni, IpAddress address) {
    List<Block> blocks = blocksByEni.computeIfAbsent(eni, _ -> new ArrayList<>());
    Place place = vacantSingle(blocks, address);
    if (place == null) {
      Block block = newBlock(owner(eni), AddressKind.SINGLE, singlesPerBlock, null, address.high());
      blocks.add(block);
      place = new Place(block, 0);
    }
    place.block().setAddressVolatile(place.slot(), address);
    return place;
  }

  /// A new block for a /28, not published; its slots are vacant and have their addresses.
  Block addPrefix(EniId eni, Cidr prefix) {
    Block block =
        newBlock(
            owner(eni),
            AddressKind.PREFIX,
            AddressKind.PREFIX.addresses(),
            prefix,
            prefix.network().high());
    blocksByEni.computeIfAbsent(eni, _ -> new ArrayList<>()).add(block);
    prefixes.put(prefix.network(), block);
    return block;
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

  /// Frees the id of a block, all of whose slots must be vacant.
  void remove(Block block) {
    int id = block.id().value();
    int[] before = generationsById.get(id);
    int[] generations = Arrays.copyOf(before, Math.max(before.length, block.slots()));
    for (int slot = 0; slot < block.slots(); slot++) {
      generations[slot] = SlotWord.generation(block.slotVolatile(slot));
    }
    generationsById.set(id, generations);
    idsInUse.clear(id);
    blocksByEni.getOrDefault(block.eni().id(), new ArrayList<>()).remove(block);
    Cidr prefix = block.prefix();
    if (prefix != null) {
      prefixes.remove(prefix.network(), block);
    }
  }

  /// Forgets an ENI and frees the ids of its blocks, all of whose slots must be vacant.
  void remove(EniId eni) {
    List.copyOf(blocks(eni)).forEach(this::remove);
    blocksByEni.remove(eni);
    enis.remove(eni);
  }

  private PoolEni owner(EniId eni) {
    return enis.computeIfAbsent(eni, id -> new PoolEni(id, nextOrdinal++));
  }

  private @Nullable Place vacantSingle(List<Block> blocks, IpAddress address) {
    for (Block block : blocks) {
      if (!block.takes(address)) {
        continue;
      }
      for (int slot = 0; slot < block.slots(); slot++) {
        if (SlotWord.isVacant(block.slotVolatile(slot))) {
          return new Place(block, slot);
        }
      }
    }
    return null;
  }

  private Block newBlock(
      PoolEni owner, AddressKind kind, int width, @Nullable Cidr prefix, long high) {
    int id = idsInUse.nextClearBit(0);
    BlockId blockId = new BlockId(id);
    if (id == generationsById.size()) {
      generationsById.add(new int[0]);
    }
    idsInUse.set(id);
    return new Block(blockId, owner, kind, prefix, high, width, generationsById.get(id));
  }
}
