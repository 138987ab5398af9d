package io.berth.ipam.pool;

import static io.berth.ipam.pool.AddressPool.NONE;

import io.berth.ipam.model.AddressKind;
import java.util.List;

/// One block of one address, claimed and freed as [AddressPool] does it but for one step left out.
final class WeakenedPool implements PoolUnderProof {

  /// What is left out.
  enum Weakness {
    /// A claim looks at the slot and writes it in two steps (against P1).
    CLAIM_WITHOUT_CAS,
    /// A claim clears a stale hint and does not look again (against P6).
    NO_SECOND_LOOK
  }

  private final Weakness weakness;
  private final Block block =
      new Block(
          new BlockId(0), new PoolEni(Pools.ENI_A, 0), AddressKind.SINGLE, null, 0, 1, new int[0]);
  private final Topology topology = new Topology(List.of(block));

  WeakenedPool(Weakness weakness) {
    this.weakness = weakness;
    block.casSlot(0, 0, SlotWord.toFree(0));
    block.setFreeHint(0);
  }

  @Override
  public long claim() {
    while (block.freeHintVolatile() != 0) {
      long word = block.slotVolatile(0);
      if (SlotWord.isFree(word)) {
        long leased = SlotWord.toLeased(word);
        long expected = weakness == Weakness.CLAIM_WITHOUT_CAS ? block.slotVolatile(0) : word;
        if (block.casSlot(0, expected, leased)) {
          block.clearFreeHint(0);
          return Handle.of(SlotWord.generation(leased), 0, 0);
        }
      } else {
        block.clearFreeHint(0);
        if (weakness != Weakness.NO_SECOND_LOOK && SlotWord.isFree(block.slotVolatile(0))) {
          block.setFreeHint(0);
        }
      }
    }
    return NONE;
  }

  @Override
  public boolean release(long handle) {
    long word = block.slotVolatile(0);
    if (!SlotWord.isLeased(word) || SlotWord.generation(word) != Handle.generation(handle)) {
      return false;
    }
    boolean released = block.casSlot(0, word, SlotWord.toCooling(word, 0));
    block.setCoolHint(0);
    return released;
  }

  @Override
  public void ripen() {
    long word = block.slotVolatile(0);
    if (SlotWord.isCooling(word) && block.casSlot(0, word, SlotWord.toFree(word))) {
      block.setFreeHint(0);
    }
  }

  @Override
  public void control() {
    long handle = claim();
    if (handle != NONE) {
      release(handle);
    }
    ripen();
  }

  @Override
  public Topology topology() {
    return topology;
  }
}
