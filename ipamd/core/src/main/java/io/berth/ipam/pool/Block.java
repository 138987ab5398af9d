package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Slots of one ENI's addresses with their hints; keeps its identity across publications. Holds
/// data and access modes only: the arrows are in [AddressPool].
final class Block {

  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle FREE_HINT;
  private static final VarHandle COOL_HINT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FREE_HINT = lookup.findVarHandle(Block.class, "freeHint", long.class);
      COOL_HINT = lookup.findVarHandle(Block.class, "coolHint", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final BlockId id;
  private final PoolEni eni;
  private final AddressKind kind;
  private final @Nullable Cidr prefix;
  private final long[] slots;

  /// The upper half of every address in the block; 0 for IPv4.
  private final long high;

  /// The lower halves, 0 while a slot has had none; `null` for a prefix, whose addresses follow
  /// from it. Halves instead of values: an address costs 16 bytes here, 44 otherwise.
  private final long @Nullable [] lows;

  private volatile long freeHint;
  private volatile long coolHint;
  private volatile int cursor;

  /// All slots vacant.
  ///
  /// @param prefix the /28 whose addresses these are; `null` for single addresses
  /// @param high the upper half of the addresses
  /// @param width slots of the block, 1 to 63
  /// @param generations by slot, of the blocks that had this id before; shorter than the block when
  ///   there was none or they were narrower
  Block(
      BlockId id,
      PoolEni eni,
      AddressKind kind,
      @Nullable Cidr prefix,
      long high,
      int width,
      int[] generations) {
    this.id = id;
    this.eni = eni;
    this.kind = kind;
    this.prefix = prefix;
    slots = new long[width];
    this.high = high;
    lows = prefix == null ? new long[width] : null;
    for (int slot = 0; slot < Math.min(slots.length, generations.length); slot++) {
      slots[slot] = SlotWord.vacant(generations[slot]);
    }
  }

  BlockId id() {
    return id;
  }

  PoolEni eni() {
    return eni;
  }

  AddressKind kind() {
    return kind;
  }

  /// The /28 whose addresses these are, or `null`.
  @Nullable Cidr prefix() {
    return prefix;
  }

  int slots() {
    return slots.length;
  }

  long slotVolatile(int slot) {
    return (long) SLOTS.getVolatile(slots, slot);
  }

  boolean casSlot(int slot, long expected, long update) {
    return SLOTS.compareAndSet(slots, slot, expected, update);
  }

  /// The address of a slot; `null` when it has had none.
  @Nullable IpAddress addressVolatile(int slot) {
    if (prefix != null) {
      return prefix.address(slot);
    }
    long low = lowVolatile(slot);
    return low == 0 ? null : new IpAddress(high, low);
  }

  private long lowVolatile(int slot) {
    return lows == null ? 0 : (long) SLOTS.getVolatile(lows, slot);
  }

  /// Whether a single address has the upper half that this block's have.
  boolean takes(IpAddress address) {
    return prefix == null && address.high() == high;
  }

  /// The slot that is not vacant and has this address, or -1.
  int slotOf(IpAddress address) {
    if (address.high() != high) {
      return -1;
    }
    if (prefix != null) {
      long offset = address.low() - prefix.network().low();
      return offset >= 0 && offset < slots.length && !SlotWord.isVacant(slotVolatile((int) offset))
          ? (int) offset
          : -1;
    }
    for (int slot = 0; slot < slots.length; slot++) {
      if (address.low() == lowVolatile(slot) && !SlotWord.isVacant(slotVolatile(slot))) {
        return slot;
      }
    }
    return -1;
  }

  /// Only for a vacant slot of a block of single addresses, before the CAS that fills it.
  void setAddressVolatile(int slot, IpAddress address) {
    if (lows == null || address.high() != high) {
      throw new IllegalArgumentException(address + " does not belong into block " + id.value());
    }
    SLOTS.setVolatile(lows, slot, address.low());
  }

  /// Slots that may be free.
  long freeHintVolatile() {
    return freeHint;
  }

  void setFreeHint(int slot) {
    long bit = 1L << slot;
    if ((freeHint & bit) == 0) {
      FREE_HINT.getAndBitwiseOr(this, bit);
    }
  }

  void clearFreeHint(int slot) {
    long bit = 1L << slot;
    if ((freeHint & bit) != 0) {
      FREE_HINT.getAndBitwiseAnd(this, ~bit);
    }
  }

  /// Slots that may be cooling.
  long coolHintVolatile() {
    return coolHint;
  }

  void setCoolHint(int slot) {
    long bit = 1L << slot;
    if ((coolHint & bit) == 0) {
      COOL_HINT.getAndBitwiseOr(this, bit);
    }
  }

  void clearCoolHint(int slot) {
    long bit = 1L << slot;
    if ((coolHint & bit) != 0) {
      COOL_HINT.getAndBitwiseAnd(this, ~bit);
    }
  }

  /// Where the next claim begins to look; 0 to the number of slots.
  int cursorVolatile() {
    return cursor;
  }

  void setCursorVolatile(int slot) {
    cursor = slot;
  }

  /// An arrow that only the control thread takes: the CAS cannot lose.
  void move(int slot, long from, long to) {
    if (!casSlot(slot, from, to)) {
      throw new IllegalStateException(
          "slot "
              + slot
              + " of block "
              + id().value()
              + " left "
              + SlotWord.state(from)
              + " for "
              + SlotWord.state(slotVolatile(slot))
              + ", which only the control thread may do");
    }
  }
}
