package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Reads of all slots, each once.
final class Scan {

  private Scan() {}

  static PoolView view(Topology topology) {
    Map<Integer, EniTally> byOrdinal = new TreeMap<>();
    long nextCoolingEndMillis = AddressPool.NEVER;
    for (int position = 0; position < topology.blocks(); position++) {
      Block block = topology.at(position);
      Tally tally =
          byOrdinal
              .computeIfAbsent(block.eni().ordinal(), _ -> new EniTally(block.eni()))
              .of(block.kind());
      for (int slot = 0; slot < block.slots(); slot++) {
        long word = block.slotVolatile(slot);
        tally.count(word);
        if (SlotWord.isCooling(word)) {
          nextCoolingEndMillis = Math.min(nextCoolingEndMillis, SlotWord.deadlineMillis(word));
        }
      }
      tally.endOfBlock(block);
    }
    return new PoolView(
        byOrdinal.values().stream().map(EniTally::counts).toList(), nextCoolingEndMillis);
  }

  static void forEach(Topology topology, Consumer<SlotView> consumer) {
    for (int position = 0; position < topology.blocks(); position++) {
      Block block = topology.at(position);
      for (int slot = 0; slot < block.slots(); slot++) {
        // The address first: it is in place before the slot leaves VACANT.
        IpAddress address = block.addressVolatile(slot);
        long word = block.slotVolatile(slot);
        if (address != null && !SlotWord.isVacant(word)) {
          consumer.accept(
              new SlotView(
                  block.eni().id(),
                  address,
                  SlotWord.state(word),
                  SlotWord.isLost(word),
                  SlotWord.deadlineMillis(word)));
        }
      }
    }
  }

  /// Sorts blocks that come by age.
  static List<Block> fullestFirst(List<Block> blocks, AddressKind preferred) {
    Map<Block, Integer> leasedInBlock = new HashMap<>();
    Map<PoolEni, Integer> leasedInEni = new HashMap<>();
    for (Block block : blocks) {
      int leased = 0;
      for (int slot = 0; slot < block.slots(); slot++) {
        if (SlotWord.isLeased(block.slotVolatile(slot))) {
          leased++;
        }
      }
      leasedInBlock.put(block, leased);
      leasedInEni.merge(block.eni(), leased, Integer::sum);
    }
    List<Block> sorted = new ArrayList<>(blocks);
    sorted.sort(
        Comparator.comparing((Block block) -> block.eni().drainingVolatile())
            .thenComparing(block -> block.kind() != preferred)
            .thenComparing(
                block -> leasedInEni.getOrDefault(block.eni(), 0), Comparator.reverseOrder())
            .thenComparingInt(block -> block.eni().ordinal())
            .thenComparing(
                block -> leasedInBlock.getOrDefault(block, 0), Comparator.reverseOrder()));
    return sorted;
  }

  private static final class EniTally {

    private final PoolEni eni;
    private final Tally singles = new Tally();
    private final Tally prefixes = new Tally();

    EniTally(PoolEni eni) {
      this.eni = eni;
    }

    Tally of(AddressKind kind) {
      return kind == AddressKind.SINGLE ? singles : prefixes;
    }

    EniCounts counts() {
      return new EniCounts(eni.id(), singles.counts(), prefixes.counts(), eni.drainingVolatile());
    }
  }

  private static final class Tally {

    private int portions;
    private int wholeFree;
    private int free;
    private int leased;
    private int cooling;
    private int retiring;
    private int lost;
    private int freeBefore;
    private int totalBefore;

    void count(long word) {
      switch (SlotWord.state(word)) {
        case VACANT -> {}
        case FREE -> free++;
        case LEASED -> leased++;
        case COOLING -> cooling++;
        case RETIRING -> retiring++;
      }
      if (SlotWord.isLost(word)) {
        lost++;
      }
    }

    void endOfBlock(Block block) {
      int freeHere = free - freeBefore;
      int here = total() - totalBefore;
      if (block.kind() == AddressKind.SINGLE) {
        portions += here;
        wholeFree += freeHere;
      } else {
        portions += here > 0 ? 1 : 0;
        wholeFree += freeHere == block.slots() ? 1 : 0;
      }
      freeBefore = free;
      totalBefore = total();
    }

    private int total() {
      return free + leased + cooling + retiring;
    }

    AddressCounts counts() {
      return new AddressCounts(portions, wholeFree, free, leased, cooling, retiring, lost);
    }
  }
}
