package io.berth.ipamd.store;

import io.berth.ipam.port.Clock;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Room on the disk for the end of every lease: a file of zeros beside the journal, which is given
/// up when the disk is full. No lease is written unless the reserve has room for its end too, so
/// that a DEL is recorded also when nothing else can be. Not safe for several threads.
///
/// It grows by [#STEP_BYTES], 64 ends, as leases are added: 188 KB for the 735 pods of a large
/// node, 6.2 MB for the 24,192 addresses of the largest.
final class Reserve {

  /// What the end of a lease needs in the journal: `Released` has 118 bytes with a container id of
  /// 64, an interface name of 15 and an IPv6 address, `Clean` has 34. The rest is for a network's
  /// name of more than seven letters.
  static final int BYTES_PER_LEASE = 256;

  private static final int STEP_BYTES = 64 * BYTES_PER_LEASE;

  /// Between two attempts to take the room back: each writes until the disk is full again.
  static final long RETRY_MILLIS = 1_000;

  private final Storage storage;
  private final Path path;
  private final Clock clock;
  private long sizeBytes;
  private long triedMillis;
  private @Nullable String problem;

  /// @param journal the file beside which it lies
  Reserve(Storage storage, Path journal, Clock clock) {
    this.storage = storage;
    this.path = journal.resolveSibling(journal.getFileName() + ".reserve");
    this.clock = clock;
  }

  /// Makes sure that so many leases can end.
  ///
  /// @return `null`, or why not, in the system's words
  @Nullable String cover(int leases) {
    long steps = ((long) leases * BYTES_PER_LEASE + STEP_BYTES - 1) / STEP_BYTES;
    long wanted = Math.max(steps, 1) * STEP_BYTES;
    if (sizeBytes >= wanted) {
      return null;
    }
    long now = clock.bootMillis();
    if (problem != null && now < triedMillis + RETRY_MILLIS) {
      return problem;
    }
    triedMillis = now;
    problem = grow(wanted);
    return problem;
  }

  private @Nullable String grow(long wantedBytes) {
    try (Storage.Output out = sizeBytes == 0 ? storage.create(path) : storage.append(path)) {
      try {
        out.write(new byte[Math.toIntExact(wantedBytes - sizeBytes)]);
      } catch (IOException e) {
        out.cut(sizeBytes);
        throw e;
      }
      sizeBytes = wantedBytes;
      return null;
    } catch (IOException e) {
      return Sentences.reason(e);
    }
  }

  /// Gives the room to the journal; [#cover] takes it back later.
  ///
  /// @return whether there was any
  boolean giveUp() {
    boolean had = sizeBytes > 0;
    sizeBytes = 0;
    problem = null;
    try {
      storage.delete(path);
      return had;
    } catch (IOException e) {
      return false;
    }
  }
}
