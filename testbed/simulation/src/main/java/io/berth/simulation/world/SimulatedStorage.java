package io.berth.simulation.world;

import io.berth.ipamd.store.Storage;
import io.berth.simulation.time.VirtualTime;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A disk, byte by byte. It outlives every process; locks and open files do not.
///
/// What a process writes can be read at once, and is safe from a crash when it was synced, a name
/// when its folder was. Operations cost no time but syncs: those of one turn follow each other, so
/// the present ones may end ahead of the clock, at [#busyUntilMillis]. A crash in between takes
/// what had not begun.
///
/// Nothing goes wrong until it is asked for:
///
/// | fault | asked for by |
/// |---|---|
/// | standing ones, and what a crash may take | [#begin], until [#end] |
/// | a single operation | [#failAt], [#killAt] |
/// | a turned bit | [#flipBit] |
///
/// [#count] says how often each really happened. For one thread.
public final class SimulatedStorage implements Storage {

  /// A sync on memory or a fast disk.
  public static final long SYNC_MILLIS = 1;

  /// A sync on a network volume that has used up its burst.
  public static final long SLOW_SYNC_MILLIS = 700;

  private static final long NEVER = -1;

  private final VirtualTime time;
  private final RandomGenerator random;
  private final FolderNames names = new FolderNames();
  private final Set<DiskFault> standing = EnumSet.noneOf(DiskFault.class);
  private final Map<DiskFault, Long> counts = new EnumMap<>(DiskFault.class);
  private final Set<Path> locked = new HashSet<>();

  /// Grows with each crash: what an earlier process has open is of no use.
  private int process;

  private long operations;
  private long failAt = NEVER;
  private long killAt = NEVER;
  private long busyUntilMillis;

  /// @param random decides what a crash and a partial write leave
  public SimulatedStorage(VirtualTime time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  /// Switches a standing fault on.
  ///
  /// @throws IllegalArgumentException for one that has a method of its own
  public void begin(DiskFault fault) {
    switch (fault) {
      case FAILED_OPERATION, KILLED_IN_OPERATION, FLIPPED_BIT ->
          throw new IllegalArgumentException(fault + " happens once; see its own method");
      default -> standing.add(fault);
    }
  }

  /// Switches a standing fault off again.
  public void end(DiskFault fault) {
    standing.remove(fault);
  }

  /// Lets one operation fail.
  ///
  /// @param operation its number, from 1 on; see [#operations]
  public void failAt(long operation) {
    failAt = operation;
  }

  /// Kills the process within one operation, which may be done, undone or half done then.
  ///
  /// @param operation its number, from 1 on; see [#operations]
  public void killAt(long operation) {
    killAt = operation;
  }

  /// Turns one bit of a file.
  ///
  /// @return false when there is no such file, or nothing in it
  public boolean flipBit(Path path) {
    SimulatedFile file = names.find(path);
    if (file == null || file.length() == 0) {
      return false;
    }
    file.flipBit(random);
    happened(DiskFault.FLIPPED_BIT);
    return true;
  }

  /// Ends the process that has files open, and decides what is left of what it had not synced: all
  /// of it that had begun, unless [DiskFault#LOST_WRITE], [DiskFault#TORN_WRITE] or
  /// [DiskFault#LOST_RENAME] are on.
  public void crash() {
    process++;
    locked.clear();
    long now = time.nowMillis();
    names.writerDied(now);
    if (standing.contains(DiskFault.LOST_RENAME) && names.lose(random)) {
      happened(DiskFault.LOST_RENAME);
    }
    for (SimulatedFile file : new LinkedHashSet<>(names.present().values())) {
      file.writerDied(now);
      lose(file);
    }
    busyUntilMillis = now;
  }

  private void lose(SimulatedFile file) {
    boolean losing = standing.contains(DiskFault.LOST_WRITE);
    boolean tearing = standing.contains(DiskFault.TORN_WRITE);
    if (!file.isUnsynced() || (!losing && !tearing)) {
      return;
    }
    int all = file.unsyncedBytes();
    int kept = tearing ? random.nextInt(all + 1) : random.nextBoolean() ? all : 0;
    if (losing && tearing && random.nextInt(3) == 0) {
      kept = 0;
    }
    if (kept > 0 && kept < all) {
      happened(DiskFault.TORN_WRITE);
    } else if (kept < all) {
      happened(losing ? DiskFault.LOST_WRITE : DiskFault.TORN_WRITE);
    }
    file.lose(kept);
  }

  /// How often a fault has happened.
  public long count(DiskFault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  /// Operations so far that can fail: every call, and the two halves of [#replace].
  public long operations() {
    return operations;
  }

  /// When the operations asked for so far are over; the present or later, if any is running.
  public long busyUntilMillis() {
    return Math.max(busyUntilMillis, time.nowMillis());
  }

  /// The names in a folder, ordered.
  public List<Path> files(Path folder) {
    return names.present().keySet().stream()
        .filter(path -> folder.equals(path.getParent()))
        .toList();
  }

  @Override
  public Closeable lock(Path lockFile) throws IOException {
    operation("lock");
    if (!locked.add(lockFile)) {
      throw new IOException("another ipamd is running with this journal");
    }
    int owner = process;
    return () -> {
      if (owner == process) {
        locked.remove(lockFile);
      }
    };
  }

  @Override
  public byte @Nullable [] read(Path path, int limitBytes) throws IOException {
    operation("read");
    SimulatedFile file = names.find(path);
    if (file != null && file.length() > limitBytes) {
      throw new IOException("it has " + file.length() + " bytes");
    }
    return file == null ? null : file.content();
  }

  @Override
  public Output append(Path path) throws IOException {
    change("append");
    return new Opened(existing(path));
  }

  @Override
  public Output create(Path path) throws IOException {
    change("create");
    if (standing.contains(DiskFault.FULL)) {
      throw full();
    }
    SimulatedFile file = new SimulatedFile();
    names.put(path, file, busyUntilMillis());
    return new Opened(file);
  }

  @Override
  public void keepAs(Path path, Path secondName) throws IOException {
    change("keep");
    SimulatedFile file = existing(path);
    if (names.find(secondName) != null) {
      throw new FileAlreadyExistsException(secondName.toString());
    }
    names.put(secondName, file, busyUntilMillis());
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    change("rename");
    names.rename(from, to, existing(from), busyUntilMillis());
    change("sync folder");
    spendSync();
    if (standing.contains(DiskFault.FAILED_SYNC)) {
      throw failedSync();
    }
    names.sync(busyUntilMillis);
  }

  @Override
  public void delete(Path path) throws IOException {
    change("delete");
    if (names.find(path) != null) {
      names.remove(path, busyUntilMillis());
    }
  }

  private SimulatedFile existing(Path path) throws NoSuchFileException {
    SimulatedFile file = names.find(path);
    if (file == null) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  private void change(String name) throws IOException {
    operation(name);
    if (standing.contains(DiskFault.READ_ONLY)) {
      happened(DiskFault.READ_ONLY);
      throw new IOException("Read-only file system");
    }
  }

  private void operation(String name) throws IOException {
    operations++;
    if (operations == killAt) {
      happened(DiskFault.KILLED_IN_OPERATION);
      throw new ProcessKilledException(name);
    }
    if (operations == failAt) {
      happened(DiskFault.FAILED_OPERATION);
      throw new IOException("Input/output error");
    }
  }

  private void spendSync() {
    boolean slow = standing.contains(DiskFault.SLOW_SYNC);
    if (slow) {
      happened(DiskFault.SLOW_SYNC);
    }
    busyUntilMillis = busyUntilMillis() + (slow ? SLOW_SYNC_MILLIS : SYNC_MILLIS);
  }

  private IOException full() {
    happened(DiskFault.FULL);
    return new IOException("No space left on device");
  }

  private IOException failedSync() {
    happened(DiskFault.FAILED_SYNC);
    return new IOException("Input/output error");
  }

  private void happened(DiskFault fault) {
    counts.merge(fault, 1L, Long::sum);
  }

  /// A file that a process has open.
  private final class Opened implements Output {

    private final SimulatedFile file;
    private final int owner = process;

    Opened(SimulatedFile file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      mustLive();
      try {
        change("write");
        if (standing.contains(DiskFault.FULL)) {
          throw full();
        }
      } catch (IOException | ProcessKilledException e) {
        if (!standing.contains(DiskFault.READ_ONLY)) {
          file.write(bytes, random.nextInt(bytes.length + 1), busyUntilMillis());
        }
        throw e;
      }
      file.write(bytes, bytes.length, busyUntilMillis());
    }

    @Override
    public void force() throws IOException {
      mustLive();
      try {
        operation("force");
      } catch (IOException e) {
        file.syncFails();
        throw e;
      }
      spendSync();
      if (standing.contains(DiskFault.FAILED_SYNC)) {
        file.syncFails();
        throw failedSync();
      }
      file.sync(busyUntilMillis);
    }

    @Override
    public void cut(long lengthBytes) throws IOException {
      mustLive();
      change("cut");
      file.cut(Math.toIntExact(lengthBytes));
    }

    @Override
    public void close() {
      // Nothing depends on it: what is open ends with the process.
    }

    private void mustLive() {
      if (owner != process) {
        throw new IllegalStateException("a dead process uses a file");
      }
    }
  }
}
