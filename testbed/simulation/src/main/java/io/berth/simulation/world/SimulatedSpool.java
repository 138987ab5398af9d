package io.berth.simulation.world;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipamd.store.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The deletions that executables left while no daemon answered, a file each, durable before the
/// runtime is told so. A daemon that is killed while it reads or deletes one counts as one whose
/// disk failed there.
public final class SimulatedSpool {

  private static final Path FOLDER = Path.of("/run/berth/spool");
  private static final String SUFFIX = ".frame";
  private static final char ID_END = '~';
  private static final int LIMIT_BYTES = 4_096;

  private final SimulatedStorage storage;
  private int written;

  /// One deletion and its file.
  public record Entry(Path file, LeaseKey key) {}

  SimulatedSpool(SimulatedStorage storage) {
    this.storage = storage;
  }

  /// An executable writes its deletion down.
  ///
  /// @return false when the disk refuses it or the executable is killed; the runtime is told
  ///   nothing good then, whether or not the file is there
  public boolean write(LeaseKey key) {
    Path file = FOLDER.resolve(key.containerId() + ID_END + ++written + SUFFIX);
    Path temporary = FOLDER.resolve(file.getFileName() + ".tmp");
    String text = key.network() + "\n" + key.containerId() + "\n" + key.interfaceName();
    try {
      Storage.Output output = storage.create(temporary);
      output.write(text.getBytes(StandardCharsets.UTF_8));
      output.force();
      output.close();
      storage.replace(temporary, file);
      return true;
    } catch (IOException | ProcessKilledException e) {
      return false;
    }
  }

  /// All that wait, ordered by the name of their file. One that cannot be read waits on.
  public List<Entry> entries() {
    return entries("");
  }

  /// Those of one attachment.
  public List<Entry> entries(LeaseKey key) {
    return written == 0
        ? List.of()
        : entries(key.containerId() + ID_END).stream()
            .filter(entry -> entry.key().equals(key))
            .toList();
  }

  private List<Entry> entries(String prefix) {
    List<Entry> entries = new ArrayList<>();
    for (Path file : storage.files(FOLDER)) {
      String name = file.getFileName().toString();
      if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
        Entry entry = read(file);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private @Nullable Entry read(Path file) {
    try {
      byte[] bytes = storage.read(file, LIMIT_BYTES);
      String[] lines =
          bytes == null ? new String[0] : new String(bytes, StandardCharsets.UTF_8).split("\n");
      return lines.length == 3 ? new Entry(file, new LeaseKey(lines[0], lines[1], lines[2])) : null;
    } catch (IOException | ProcessKilledException e) {
      return null;
    }
  }

  /// The daemon has done it; its file goes, if the disk lets it.
  public void done(Entry entry) {
    try {
      storage.delete(entry.file());
    } catch (IOException | ProcessKilledException e) {
      // It is served again by an ADD of the attachment or by the next start.
    }
  }
}
