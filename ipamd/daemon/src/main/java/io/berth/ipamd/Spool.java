package io.berth.ipamd;

import io.berth.wire.CniRequest;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
