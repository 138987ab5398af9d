package io.berth.ipam.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A bit for each position, and above them a bit for each word of 64: "look here, there may be
/// something". A set bit may be wrong; a cleared one may be wrong only while somebody is inside
/// `raise` for it, or between a clear and its second look. Safe for any thread.
final class HintBits {

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle SUMMARY;

  static {
    try {
      SUMMARY = MethodHandles.lookup().findVarHandle(HintBits.class, "summary", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] words;
  private volatile long summary;

  /// All bits set: whatever was known before need not be carried over.
  ///
  /// @param positions at most 4,096
  HintBits(int positions) {
    words = new long[(positions + 63) >>> 6];
    long allWords = 0;
    for (int position = 0; position < positions; position++) {
      words[position >>> 6] |= 1L << position;
      allWords |= 1L << (position >>> 6);
    }
    summary = allWords;
  }

  /// The lowest position whose bit is set, or -1. Lowers summary bits that it finds stale.
  int first() {
    while (true) {
      long summaryRead = summary;
      if (summaryRead == 0) {
        return -1;
      }
      int index = Long.numberOfTrailingZeros(summaryRead);
      long word = wordVolatile(index);
      if (word != 0) {
        return index << 6 | Long.numberOfTrailingZeros(word);
      }
      lowerSummary(index);
    }
  }

  /// The lowest set position at or after `from`, or -1; changes nothing.
  int next(int from) {
    int index = from >>> 6;
    long mask = -1L << from;
    while (index < words.length) {
      long word = wordVolatile(index) & mask;
      if (word != 0) {
        return index << 6 | Long.numberOfTrailingZeros(word);
      }
      long later = index == 63 ? 0 : summary & -1L << (index + 1);
      if (later == 0) {
        return -1;
      }
      index = Long.numberOfTrailingZeros(later);
      mask = -1L;
    }
    return -1;
  }

  /// Sets the bit, then its summary. Looking before setting is enough: whoever clears the bit after
  /// our look reads the level below after that, and so sees what made us come.
  void raise(int position) {
    int index = position >>> 6;
    long bit = 1L << position;
    if ((wordVolatile(index) & bit) == 0) {
      WORDS.getAndBitwiseOr(words, index, bit);
    }
    raiseSummary(index);
  }

  /// Clears the bit. The caller must then read the level below and [#raise(int)] again if that is
  /// not empty.
  void lower(int position) {
    int index = position >>> 6;
    long bit = 1L << position;
    if ((wordVolatile(index) & bit) != 0) {
      WORDS.getAndBitwiseAnd(words, index, ~bit);
    }
  }

  boolean isRaised(int position) {
    int index = position >>> 6;
    return (wordVolatile(index) & 1L << position) != 0 && (summary & 1L << index) != 0;
  }

  private void raiseSummary(int index) {
    long bit = 1L << index;
    if ((summary & bit) == 0) {
      SUMMARY.getAndBitwiseOr(this, bit);
    }
  }

  private void lowerSummary(int index) {
    long bit = 1L << index;
    if ((summary & bit) != 0) {
      SUMMARY.getAndBitwiseAnd(this, ~bit);
    }
    if (wordVolatile(index) != 0) {
      raiseSummary(index);
    }
  }

  private long wordVolatile(int index) {
    return (long) WORDS.getVolatile(words, index);
  }
}
