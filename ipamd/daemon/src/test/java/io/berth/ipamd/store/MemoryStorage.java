package io.berth.ipamd.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A file system in memory that logs each operation and fails those it is told to. A failing write
/// leaves half of its bytes, as a full disk does. Its content is what another process would see if
/// this one died now.
final class MemoryStorage implements Storage {

  final Map<Path, byte[]> files = new HashMap<>();
  final List<String> log = new ArrayList<>();
  IntPredicate failing = operation -> false;

  /// Bytes that all files together may have.
  long capacityBytes = Long.MAX_VALUE;

  private int operations;

  int operations() {
    return operations;
  }

  long count(String operation) {
    return log.stream().filter(operation::equals).count();
  }

  long usedBytes() {
    return files.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  byte[] bytes(Path file) {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new AssertionError("no file " + file);
    }
    return bytes;
  }

  @Override
  public Closeable lock(Path lockFile) throws IOException {
    operation("lock");
    return () -> log.add("unlock");
  }

  @Override
  public byte @Nullable [] read(Path file, int limitBytes) throws IOException {
    operation("read");
    byte[] bytes = files.get(file);
    return bytes == null ? null : bytes.clone();
  }

  @Override
  public Output append(Path file) throws IOException {
    operation("append");
    if (!files.containsKey(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return new MemoryOutput(file);
  }

  @Override
  public Output create(Path file) throws IOException {
    operation("create");
    files.put(file, new byte[0]);
    return new MemoryOutput(file);
  }

  @Override
  public void keepAs(Path file, Path secondName) throws IOException {
    operation("keep");
    if (files.putIfAbsent(secondName, bytes(file)) != null) {
      throw new FileAlreadyExistsException(secondName.toString());
    }
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    operation("rename");
    files.put(to, bytes(from));
    files.remove(from);
    open.replaceAll((output, file) -> file.equals(from) ? to : file);
    operation("force folder");
  }

  @Override
  public void delete(Path file) throws IOException {
    operation("delete");
    files.remove(file);
  }

  private final Map<MemoryOutput, Path> open = new HashMap<>();

  private void operation(String name) throws IOException {
    log.add(name);
    if (failing.test(++operations)) {
      throw new IOException("No space left on device");
    }
  }

  private final class MemoryOutput implements Output {

    MemoryOutput(Path file) {
      open.put(this, file);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      try {
        operation("write");
      } catch (IOException e) {
        add(bytes, bytes.length / 2);
        throw e;
      }
      long room = capacityBytes - usedBytes();
      if (bytes.length > room) {
        add(bytes, (int) Math.max(room, 0));
        throw new IOException("No space left on device");
      }
      add(bytes, bytes.length);
    }

    @Override
    public void force() throws IOException {
      operation("force");
    }

    @Override
    public void cut(long lengthBytes) throws IOException {
      operation("cut");
      files.put(path(), Arrays.copyOf(bytes(path()), (int) lengthBytes));
    }

    @Override
    public void close() throws IOException {
      open.remove(this);
    }

    private void add(byte[] bytes, int count) {
      byte[] before = bytes(path());
      byte[] after = Arrays.copyOf(before, before.length + count);
      System.arraycopy(bytes, 0, after, before.length, count);
      files.put(path(), after);
    }

    private Path path() {
      Path file = open.get(this);
      if (file == null) {
        throw new AssertionError("used after it was closed");
      }
      return file;
    }
  }
}
