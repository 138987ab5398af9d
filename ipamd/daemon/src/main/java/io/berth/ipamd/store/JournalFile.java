package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The file under a journal: either good up to a known length, or to be replaced before it is used
/// again. Not safe for several threads.
///
/// What a failure leaves: a failed write is cut off again; if that fails too, or if a sync failed
/// (the kernel may then have dropped the pages and report success next time), the file is replaced
/// by a snapshot before anything else is written.
final class JournalFile {

  private final Storage storage;
  private final Path path;
  private final Path temporary;
  private Storage.@Nullable Output output;
  private long goodBytes;

  /// A file that must be replaced before it is used.
  JournalFile(Storage storage, Path path) {
    this.storage = storage;
    this.path = path;
    this.temporary = path.resolveSibling(path.getFileName() + ".new");
  }

  /// Goes on behind the good part of the existing file.
  void resume(long goodLengthBytes) throws IOException {
    Storage.Output opened = storage.append(path);
    try {
      opened.cut(goodLengthBytes);
    } catch (IOException e) {
      closeQuietly(opened);
      throw e;
    }
    output = opened;
    goodBytes = goodLengthBytes;
  }

  boolean mustBeReplaced() {
    return output == null;
  }

  long goodBytes() {
    return goodBytes;
  }

  /// Makes bytes durable at the end, or leaves the file as it was.
  void append(byte[] bytes) throws IOException {
    Storage.Output out = output;
    if (out == null) {
      throw new IllegalStateException("the file must be replaced first");
    }
    try {
      out.write(bytes);
    } catch (IOException e) {
      if (!cutBack(out)) {
        abandon();
      }
      throw e;
    }
    try {
      out.force();
    } catch (IOException e) {
      cutBack(out);
      abandon();
      throw e;
    }
    goodBytes += bytes.length;
  }

  /// Replaces the file by another. A failure before the last step leaves the old file in use.
  ///
  /// @param snapshot makes the content; not asked for when no file can be made
  void replace(Supplier<byte[]> snapshot) throws IOException {
    Storage.Output fresh = storage.create(temporary);
    byte[] content = snapshot.get();
    try {
      fresh.write(content);
      fresh.force();
    } catch (IOException e) {
      closeQuietly(fresh);
      deleteQuietly(temporary);
      throw e;
    }
    abandon();
    try {
      storage.replace(temporary, path);
    } catch (IOException e) {
      closeQuietly(fresh);
      throw e;
    }
    output = fresh;
    goodBytes = content.length;
  }

  /// Stops using the file; it must be replaced before it is used again.
  void abandon() {
    Storage.Output out = output;
    output = null;
    if (out != null) {
      closeQuietly(out);
    }
  }

  private boolean cutBack(Storage.Output out) {
    try {
      out.cut(goodBytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// The bytes of a journal that holds these events.
  static byte[] content(JournalHeader header, List<JournalEvent> events) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(JournalCodec.encodeHeader(header));
    for (JournalEvent event : events) {
      content.writeBytes(record(event));
    }
    return content.toByteArray();
  }

  /// The bytes of an event that was written, or could be, before.
  static byte[] record(JournalEvent event) {
    byte[] record = JournalCodec.encode(event);
    if (record == null) {
      throw new IllegalStateException("an event that was written once no longer fits: " + event);
    }
    return record;
  }

  private static void closeQuietly(Storage.Output out) {
    try {
      out.close();
    } catch (IOException e) {
      // Nothing is expected of this file any more, and its bytes were synced or given up before.
    }
  }

  private void deleteQuietly(Path file) {
    try {
      storage.delete(file);
    } catch (IOException e) {
      // It is overwritten by the next attempt.
    }
  }
}
