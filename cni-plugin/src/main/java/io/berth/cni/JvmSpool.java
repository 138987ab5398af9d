package io.berth.cni;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

/// Spool and stamp through the JDK's file API; the same files as `files.c` writes.
final class JvmSpool {

  private static final int CLOCK_STEP_SECONDS = 60;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  int touch(Path stamp) throws IOException {
    if (!Files.exists(stamp)) {
      Files.createFile(stamp);
    }
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
    return 0;
  }

  long ageSeconds(Path stamp) {
    try {
      Instant modified = Files.getLastModifiedTime(stamp).toInstant();
      long age = Duration.between(modified, Instant.now()).toSeconds();
      return age >= 0 ? age : age >= -CLOCK_STEP_SECONDS ? 0 : -1;
    } catch (IOException absent) {
      return -1;
    }
  }

  int store(Path folder, String name, byte[] bytes, int count, int maxFiles) throws IOException {
    Files.createDirectories(folder, OWNER_ONLY);
    Path target = folder.resolve(name);
    if (!Files.exists(target) && countFiles(folder) >= maxFiles) {
      return Host.FULL;
    }
    Path temporary = folder.resolve(name + "." + ProcessHandle.current().pid() + ".tmp");
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes, 0, count);
      while (content.hasRemaining()) {
        file.write(content);
      }
      file.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    return 0;
  }

  int discard(Path file) throws IOException {
    Files.deleteIfExists(file);
    return 0;
  }

  private static long countFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
