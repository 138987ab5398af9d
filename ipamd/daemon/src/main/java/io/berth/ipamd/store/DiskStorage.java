package io.berth.ipamd.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// [Storage] on the machine's file system.
final class DiskStorage implements Storage {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /// The system's words for `EROFS`.
  private static final String READ_ONLY = "Read-only file system";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @Override
  public Closeable lock(Path lockFile) throws IOException {
    Path folder = lockFile.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, OWNER_FOLDER);
    }
    FileChannel channel;
    boolean shared = false;
    try {
      channel = open(lockFile, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    } catch (FileSystemException e) {
      if (!READ_ONLY.equals(e.getReason()) || !Files.exists(lockFile)) {
        throw e;
      }
      // A disk on which nobody can write: the leases on it are served, and a writer is kept off.
      channel = FileChannel.open(lockFile, StandardOpenOption.READ);
      shared = true;
    }
    try {
      if (channel.tryLock(0, Long.MAX_VALUE, shared) != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process has it open already", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException("another ipamd is running with this journal");
  }

  @Override
  public byte @Nullable [] read(Path file, int limitBytes) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    long size = Files.size(file);
    if (size > limitBytes) {
      throw new IOException(
          "it has " + size + " bytes, more than a journal can have (" + limitBytes + ")");
    }
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public Output append(Path file) throws IOException {
    return output(FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
  }

  @Override
  public Output create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return output(
        open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.APPEND));
  }

  @Override
  public void keepAs(Path file, Path secondName) throws IOException {
    Files.createLink(secondName, file);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = to.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  private static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), OWNER_FILE);
  }

  private static Output output(FileChannel channel) {
    return new Output() {
      @Override
      public void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void cut(long lengthBytes) throws IOException {
        channel.truncate(lengthBytes);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
