package io.berth.ipam.pool;

/// What a block of addresses is to EC2.
enum BlockKind {
  /// Single secondary addresses of one ENI, assigned and unassigned one by one. 63 is what the
  /// largest ENI holds beside its primary address, and what fits a hint word with one bit to spare.
  SECONDARY_ADDRESSES(63);

  private final int slots;

  BlockKind(int slots) {
    this.slots = slots;
  }

  /// Slots of a block of this kind; at most 63.
  int slots() {
    return slots;
  }
}
