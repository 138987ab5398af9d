package io.berth.demo.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// The private folder of one run, mode 0700: sockets, journals, logs, pods' namespaces.
///
/// @param root its path, short enough that a Unix socket's path in it fits into 107 bytes
public record RunFolder(Path root) {

  private static final String PREFIX = "berth-demo-";
  private static final int ID_DIGITS = 6;

  /// Makes a folder with a name of its own, so two runs at once never meet.
  public static RunFolder create() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
    while (true) {
      String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt(), ID_DIGITS);
      try {
        return new RunFolder(
            Files.createDirectory(
                parent.resolve(PREFIX + id), PosixFilePermissions.asFileAttribute(ownerOnly)));
      } catch (FileAlreadyExistsException _) {
        // Another run has this name; the next one is as good.
      }
    }
  }

  /// What tells this run from others, for names of things outside of the folder.
  public String id() {
    return String.valueOf(root.getFileName()).substring(PREFIX.length());
  }

  /// A folder inside, made when it is not there.
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /// Removes it with all that is in it.
  public void delete() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
