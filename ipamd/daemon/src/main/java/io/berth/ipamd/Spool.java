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

  /// Everything readable, ordered by file name.
  List<Entry> read() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      entries.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      LOG.atError().addKeyValue("folder", folder).setCause(e).log("the spool cannot be read");
      return List.of();
    }
    files.sort(null);
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      CniRequest request = decode(file);
      if (request != null) {
        entries.add(new Entry(file, request));
      }
    }
    return entries;
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

  void done(Entry entry) {
    try {
      Files.deleteIfExists(entry.file());
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", entry.file())
          .setCause(e)
          .log("a done deletion stays in the spool");
    }
  }

  private static @Nullable CniRequest decode(Path file) {
    try {
      if (Frame.decode(Files.readAllBytes(file))
          instanceof Decoded.Value<Frame>(Frame(_, CniRequest request))) {
        return request;
      }
      Files.move(file, file.resolveSibling(file.getFileName() + UNREADABLE_SUFFIX));
      LOG.atError()
          .addKeyValue("file", file)
          .log("a spooled deletion cannot be decoded; it is kept as *" + UNREADABLE_SUFFIX);
    } catch (IOException e) {
      LOG.atError().addKeyValue("file", file).setCause(e).log("a spooled deletion cannot be read");
    }
    return null;
  }
}
