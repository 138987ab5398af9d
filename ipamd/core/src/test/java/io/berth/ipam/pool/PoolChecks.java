package io.berth.ipam.pool;

import java.util.ArrayList;
import java.util.List;

/// Looks at all slots and hints of blocks at rest.
final class PoolChecks {

  private PoolChecks() {}

  /// P6 and P7: every free slot and every cooling slot is led to by all its hints. Returns one
  /// sentence for each that is not.
  static List<String> hintsMissing(Topology topology) {
    List<String> missing = new ArrayList<>();
    for (int position = 0; position < topology.blocks(); position++) {
      Block block = topology.at(position);
      for (int slot = 0; slot < block.slots(); slot++) {
        long word = block.slotVolatile(slot);
        boolean found =
            switch (SlotWord.state(word)) {
              case FREE ->
                  (block.freeHintVolatile() & 1L << slot) != 0
                      && topology.maybeFree().isRaised(position);
              case COOLING ->
                  (block.coolHintVolatile() & 1L << slot) != 0
                      && topology.maybeCooling().isRaised(position);
              case VACANT, LEASED, RETIRING -> true;
            };
        if (!found) {
          missing.add(
              "slot "
                  + slot
                  + " of block "
                  + position
                  + " is "
                  + SlotWord.state(word)
                  + ", unhinted");
        }
      }
    }
    return missing;
  }
}
