package io.berth.ipam.pool;

/// The bit layout of a slot's `long`; no other class shifts bits of one.
///
/// | bits | field | meaning |
/// |---|---|---|
/// | 0–39 | deadline | end of cooling, milliseconds of the boot clock; 0 unless COOLING |
/// | 40–59 | generation | counts occupations and leases of the slot, wraps |
/// | 60 | lost | EC2 no longer has the address |
/// | 61–63 | state | 0 to 4 in the order of [SlotState] |
///
/// Forty bits of milliseconds are 34 years without a reboot. The all-zero word is VACANT.
final class SlotWord {

  static final long MAX_DEADLINE_MILLIS = (1L << 40) - 1;
  static final int GENERATIONS = 1 << 20;

  private static final int GENERATION_SHIFT = 40;
  private static final int STATE_SHIFT = 61;
  private static final long LOST = 1L << 60;
  private static final long GENERATION_MASK = GENERATIONS - 1L;

  private static final long VACANT = 0L << STATE_SHIFT;
  private static final long FREE = 1L << STATE_SHIFT;
  private static final long LEASED = 2L << STATE_SHIFT;
  private static final long COOLING = 3L << STATE_SHIFT;
  private static final long RETIRING = 4L << STATE_SHIFT;

  private SlotWord() {}

  static SlotState state(long word) {
    if (isVacant(word)) {
      return SlotState.VACANT;
    }
    if (isFree(word)) {
      return SlotState.FREE;
    }
    if (isLeased(word)) {
      return SlotState.LEASED;
    }
    if (isCooling(word)) {
      return SlotState.COOLING;
    }
    if (isRetiring(word)) {
      return SlotState.RETIRING;
    }
    throw new IllegalStateException("no state has the bits of " + Long.toHexString(word));
  }

  static int generation(long word) {
    return (int) (word >>> GENERATION_SHIFT & GENERATION_MASK);
  }

  static long deadlineMillis(long word) {
    return word & MAX_DEADLINE_MILLIS;
  }

  static boolean isLost(long word) {
    return (word & LOST) != 0;
  }

  static boolean isVacant(long word) {
    return is(word, VACANT);
  }

  static boolean isFree(long word) {
    return is(word, FREE);
  }

  static boolean isLeased(long word) {
    return is(word, LEASED);
  }

  static boolean isCooling(long word) {
    return is(word, COOLING);
  }

  static boolean isRetiring(long word) {
    return is(word, RETIRING);
  }

  /// A vacant slot that remembers a generation.
  static long vacant(int generation) {
    return VACANT | generationBits(generation);
  }

  /// Keeps the generation, so that the next occupation is told apart from this one.
  static long toVacant(long word) {
    return VACANT | generationBits(generation(word));
  }

  static long toFree(long word) {
    return FREE | generationBits(generation(word));
  }

  /// As [#toFree(long)] for a slot that gets a new address: handles of the old one stay stale.
  static long toFreshlyFree(long word) {
    return FREE | generationBits(generation(word) + 1);
  }

  /// The next lease of the slot. Keeps the lost mark.
  static long toLeased(long word) {
    return LEASED | (word & LOST) | generationBits(generation(word) + 1);
  }

  /// Keeps the lost mark.
  ///
  /// @throws IllegalArgumentException for a deadline outside 0 to [#MAX_DEADLINE_MILLIS]
  static long toCooling(long word, long deadlineMillis) {
    if (deadlineMillis < 0 || deadlineMillis > MAX_DEADLINE_MILLIS) {
      throw new IllegalArgumentException(
          "a cooling deadline of "
              + deadlineMillis
              + " ms is outside 0 to "
              + MAX_DEADLINE_MILLIS
              + " ms of the boot clock");
    }
    return COOLING | (word & LOST) | generationBits(generation(word)) | deadlineMillis;
  }

  static long toRetiring(long word) {
    return RETIRING | generationBits(generation(word));
  }

  static long withLost(long word, boolean lost) {
    return lost ? word | LOST : word & ~LOST;
  }

  private static boolean is(long word, long state) {
    return word >>> STATE_SHIFT == state >>> STATE_SHIFT;
  }

  private static long generationBits(int generation) {
    return (generation & GENERATION_MASK) << GENERATION_SHIFT;
  }
}
