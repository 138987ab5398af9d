package io.berth.ipam.journal;

import io.berth.ipam.journal.JournalReading.Damage;
import java.util.ArrayList;
import java.util.List;

/// Finds where a damaged journal becomes readable again, and keeps account of what is not. One for
/// each file that is read; not safe for several threads.
///
/// Every offset may begin a record, and to know it costs a checksum over as many bytes as the four
/// bytes there claim. So the bytes that are checked in vain are bounded by a multiple of the file's
/// length, and what is behind that bound counts as damaged too: a file that was made to waste time
/// costs little more than any other.
final class DamageSearch {

  /// Damaged stretches that are told apart. A disk damages pages; what has more is no journal.
  static final int MAX_DAMAGES = 1_000;

  /// Bytes checked in vain for each byte of the file. An honest file needs far less: four bytes in
  /// a lease or an ENI that could be a length are some dozens, and the next record is near.
  private static final long CHECKED_PER_BYTE = 64;

  /// The same for a small file, where few candidates would use up the rest; some 10 ms.
  private static final long CHECKED_AT_LEAST = 64L << 20;

  private final byte[] file;
  private final List<Damage> found = new ArrayList<>();
  private final long budgetBytes;
  private long checkedBytes;

  DamageSearch(byte[] file) {
    this.file = file;
    this.budgetBytes = Math.max(CHECKED_PER_BYTE * file.length, CHECKED_AT_LEAST);
  }

  /// The offset of the next record whose checksum fits, or -1 when there is none within the bounds.
  int nextRecord(int from) {
    if (found.size() >= MAX_DAMAGES - 1) {
      return -1;
    }
    for (int at = from; at < file.length; at++) {
      int claimed = JournalCodec.claimedLength(file, at);
      if (claimed < 0) {
        continue;
      }
      if (claimed > budgetBytes - checkedBytes) {
        return -1;
      }
      if (JournalCodec.bodyLength(file, at) > 0) {
        return at;
      }
      checkedBytes += claimed;
    }
    return -1;
  }

  /// Notes bytes that are no records.
  void damaged(int from, int to) {
    found.add(new Damage(from, to - from, "are damaged"));
  }

  /// Notes a record whose checksum fits, but whose content this release does not know.
  void unknownRecord(int at, int lengthBytes) {
    if (found.size() < MAX_DAMAGES) {
      found.add(new Damage(at, lengthBytes, "are a record of an unknown kind"));
    }
  }

  /// Bytes checked in vain so far.
  long checkedBytes() {
    return checkedBytes;
  }

  List<Damage> found() {
    return found;
  }
}
