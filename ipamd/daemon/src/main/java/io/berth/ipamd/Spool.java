package io.berth.ipamd;

import io.berth.wire.CniRequest;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The deletions that the CNI executable left while no daemon answered: one file each, holding the
/// frame that could not be sent. Deletions of different attachments commute, so their order does
/// not matter.
final class Spool {

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /// Unreadable files get this suffix and are kept for a person.
  private static final String UNREADABLE_SUFFIX = ".unreadable";

  private static final String SUFFIX = ".frame";

  /// Ends the container id in a file's name; no id has it.
  private static final char ID_END = '~';

  /// What the executable has not finished writing ends so.
  private static final String TEMPORARY_SUFFIX = ".tmp";

  /// An unfinished file that is older has no writer: runtimes grant the executable 60 seconds, and
  /// the rest is room for a clock that was set.
  static final Duration LEFTOVER_AGE = Duration.ofMinutes(10);

  private final Path folder;

  /// One deletion, and the file to remove when it is done.
  record Entry(Path file, CniRequest request) {}

  Spool(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /// The files of all deletions, ordered by name; none when there is no folder.
  List<Path> files() throws IOException {
    return files("");
  }

  /// Reads a deletion. A file that cannot be decoded is set aside.
  ///
  /// @return `null` when the file is set aside or gone
  @Nullable Entry read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (Frame.decode(bytes) instanceof Decoded.Value<Frame>(Frame(_, CniRequest request))) {
      return new Entry(file, request);
    }
    Files.move(file, file.resolveSibling(file.getFileName() + UNREADABLE_SUFFIX));
    LOG.atError()
        .addKeyValue("file", file)
        .log("a spooled deletion cannot be decoded; it is kept as *" + UNREADABLE_SUFFIX);
    return null;
  }

  /// A deletion of this interface of this container, in whatever network, or `null` when there is
  /// none. Costs microseconds while the spool is empty, as it is unless daemons were away.
  ///
  /// @param containerId as the caller gave it
  @Nullable Entry next(@Nullable String containerId, @Nullable String ifname) throws IOException {
    if (containerId == null) {
      return null;
    }
    for (Path file : files(containerId + ID_END)) {
      Entry entry = read(file);
      if (entry != null && Objects.equals(entry.request().ifname(), ifname)) {
        return entry;
      }
    }
    return null;
  }

  private List<Path> files(String prefix) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path file : entries) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  /// Removes what killed executables left unfinished: they count towards the files that the
  /// executable lets a spool hold, and nothing else takes them away.
  ///
  /// @param now wall clock, as the times of files are
  void removeLeftovers(Instant now) {
    FileTime newest = FileTime.from(now.minus(LEFTOVER_AGE));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + SUFFIX + ".*" + TEMPORARY_SUFFIX)) {
      for (Path file : files) {
        removeIfOlder(file, newest);
      }
    } catch (NoSuchFileException e) {
      // No executable has spooled anything yet.
    } catch (IOException | DirectoryIteratorException e) {
      LOG.atError().addKeyValue("folder", folder).setCause(e).log("the spool cannot be read");
    }
  }

  private static void removeIfOlder(Path file, FileTime newest) {
    try {
      if (Files.getLastModifiedTime(file).compareTo(newest) < 0) {
        Files.deleteIfExists(file);
        LOG.atInfo().addKeyValue("file", file).log("a leftover of a killed executable is removed");
      }
    } catch (NoSuchFileException e) {
      // Its writer was alive after all, and has renamed it.
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .setCause(e)
          .log("a leftover of a killed executable stays in the spool");
    }
  }

  /// Removes the file of a deletion that was served.
  void done(Entry entry) throws IOException {
    Files.deleteIfExists(entry.file());
  }
}
