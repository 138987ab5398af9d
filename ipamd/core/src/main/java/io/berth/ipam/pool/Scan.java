package io.berth.ipam.pool;

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
    Map<Integer, Tally> byOrdinal = new TreeMap<>();
    long nextCoolingEndMillis = AddressPool.NEVER;
    for (int position = 0; position < topology.blocks(); position++) {
      Block block = topology.at(position);
      Tally tally = byOrdinal.computeIfAbsent(block.eni().ordinal(), _ -> new Tally(block.eni()));
      for (int slot = 0; slot < block.slots(); slot++) {
        long word = block.slotVolatile(slot);
        tally.count(word);
        if (SlotWord.isCooling(word)) {
          nextCoolingEndMillis = Math.min(nextCoolingEndMillis, SlotWord.deadlineMillis(word));
        }
      }
    }
    return new PoolView(
        byOrdinal.values().stream().map(Tally::counts).toList(), nextCoolingEndMillis);
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
  static List<Block> fullestFirst(List<Block> blocks) {
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
            .thenComparing(Block::kind)
            .thenComparing(
                block -> leasedInEni.getOrDefault(block.eni(), 0), Comparator.reverseOrder())
            .thenComparingInt(block -> block.eni().ordinal())
            .thenComparing(
                block -> leasedInBlock.getOrDefault(block, 0), Comparator.reverseOrder()));
    return sorted;
  }

  private static final class Tally {

    private final PoolEni eni;
    private int free;
    private int leased;
    private int cooling;
    private int retiring;
    private int lost;

    Tally(PoolEni eni) {
      this.eni = eni;
    }

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

    EniCounts counts() {
      return new EniCounts(eni.id(), free, leased, cooling, retiring, lost, eni.drainingVolatile());
    }
  }
}
