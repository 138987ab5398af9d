package io.berth.ipam.pool;

/// The bit layout of the `long` that stands for one lease of one slot.
///
/// | bits | field |
/// |---|---|
/// | 0–5 | slot in its block |
/// | 6–17 | block id |
/// | 18–37 | generation of the slot, as in [SlotWord] |
///
/// Always zero or positive.
final class Handle {

  private static final int BLOCK_SHIFT = 6;
  private static final int GENERATION_SHIFT = 18;

  private Handle() {}

  static long of(int generation, int blockId, int slot) {
    return (long) generation << GENERATION_SHIFT | (long) blockId << BLOCK_SHIFT | slot;
  }

  static int slot(long handle) {
    return (int) (handle & ((1 << BLOCK_SHIFT) - 1));
  }

  static int blockId(long handle) {
    return (int) (handle >>> BLOCK_SHIFT) & (BlockId.LIMIT - 1);
  }

  static int generation(long handle) {
    return (int) (handle >>> GENERATION_SHIFT);
  }
}
