package io.berth.ipam.pool;

/// Names a block while it is in the pool; used again after the block has left.
///
/// @param value 0 to [#LIMIT] − 1
record BlockId(int value) {

  /// How many blocks there can be. The largest instance type takes 24 ENIs × 63 prefixes = 1,512
  /// blocks of a /28; 64 × 64 leaves room and lets one `long` summarise the bits of all blocks.
  static final int LIMIT = 4096;

  BlockId {
    if (value < 0 || value >= LIMIT) {
      throw new IllegalArgumentException(
          "block id " + value + " is outside 0 to " + (LIMIT - 1) + ": too many address blocks");
    }
  }
}
