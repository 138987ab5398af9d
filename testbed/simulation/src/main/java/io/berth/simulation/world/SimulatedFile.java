package io.berth.simulation.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The bytes of one file, whatever its names: what can be read, and which part of it a crash cannot
/// take. Operations carry the time at which they begin or end, which may lie ahead of the clock: a
/// process does several in one turn.
final class SimulatedFile {

  private static final int FIRST_CAPACITY_BYTES = 256;

  /// Written and not synced.
  ///
  /// @param endBytes length of the file after it
  private record Write(int endBytes, long beginMillis) {}

  /// A sync that is under way or over.
  private record Sync(int lengthBytes, long endMillis) {}

  private byte[] bytes = new byte[FIRST_CAPACITY_BYTES];
  private int length;
  private int durableBytes;
  private final List<Write> unsynced = new ArrayList<>(1);
  private final List<Sync> syncs = new ArrayList<>(1);

  /// What is on the disk while a cut is not.
  private byte @Nullable [] beforeCut;

  /// Whether a sync has failed; see [DiskFault#FAILED_SYNC].
  private boolean dropped;

  /// @return a copy
  byte[] content() {
    return Arrays.copyOf(bytes, length);
  }

  int length() {
    return length;
  }

  void write(byte[] added, int count, long beginMillis) {
    if (bytes.length < length + count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * length));
    }
    settle(beginMillis);
    System.arraycopy(added, 0, bytes, length, count);
    length += count;
    unsynced.add(new Write(length, beginMillis));
  }

  void cut(int lengthBytes) {
    if (lengthBytes >= length) {
      return;
    }
    settle(Long.MAX_VALUE);
    if (lengthBytes < durableBytes) {
      if (beforeCut == null) {
        beforeCut = Arrays.copyOf(bytes, durableBytes);
      }
      durableBytes = lengthBytes;
    }
    length = lengthBytes;
    unsynced.replaceAll(write ->
        write.endBytes() > lengthBytes ? new Write(lengthBytes, write.beginMillis()) : write);
  }

  void sync(long endMillis) {
    if (!dropped) {
      syncs.add(new Sync(length, endMillis));
    }
  }

  void syncFails() {
    dropped = true;
  }

  void flipBit(RandomGenerator random) {
    bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
  }

  /// Its writer has died; what had begun is in the file.
  void writerDied(long nowMillis) {
    settle(nowMillis);
    syncs.clear();
    dropped = false;
    unsynced.removeIf(write -> write.beginMillis() > nowMillis);
    length = unsynced.isEmpty() ? Math.min(length, durableBytes) : unsynced.getLast().endBytes();
  }

  /// After [#writerDied], what was not synced: whether there is anything to lose.
  boolean isUnsynced() {
    return length > durableBytes || beforeCut != null;
  }

  /// After [#writerDied], loses what was not synced but for so many bytes.
  ///
  /// @param kept of those that were not synced
  void lose(int kept) {
    if (beforeCut != null && kept == 0) {
      bytes = beforeCut;
      length = bytes.length;
    } else {
      length = Math.min(length, durableBytes + kept);
    }
    durableBytes = length;
    beforeCut = null;
    unsynced.clear();
  }

  int unsyncedBytes() {
    return length - durableBytes;
  }

  private void settle(long nowMillis) {
    while (!syncs.isEmpty() && syncs.getFirst().endMillis() <= nowMillis) {
      durableBytes = syncs.removeFirst().lengthBytes();
      beforeCut = null;
      unsynced.removeIf(write -> write.endBytes() <= durableBytes);
    }
  }
}
