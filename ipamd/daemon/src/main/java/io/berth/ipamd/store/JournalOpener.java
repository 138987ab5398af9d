package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalHeader;
import io.berth.ipam.journal.JournalReading;
import io.berth.ipam.journal.JournalReading.Damage;
import io.berth.ipam.journal.JournalReading.Ending;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.port.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens a journal once, whatever a dead process, a reboot or a bad disk left.
///
/// A torn end is cut. A damaged file is kept beside the new one, which starts with what could be
/// read before, between and behind the damage, and says of itself that records may be missing until
/// they were looked for in the kernel. What another boot or instance wrote is void. Only a file
/// that cannot be read, is in use or comes from a later version is refused, because replacing it
/// would destroy leases.
final class JournalOpener {

  /// A journal is compacted after a megabyte; what is far larger was not written by this program.
  static final int MAX_FILE_BYTES = 64 << 20;

  /// Damaged files that are kept; the first ones tell most. Later ones are not kept.
  static final int MAX_KEPT = 8;

  /// Damaged stretches that are told one by one; the kept file has the rest.
  private static final int MAX_TOLD = 10;

  private final Storage storage;
  private final Path path;
  private final JournalHeader header;
  private final JournalReplay replay = new JournalReplay();
  private final List<String> notes = new ArrayList<>();

  JournalOpener(Storage storage, Path path, JournalHeader header) {
    this.storage = storage;
    this.path = path;
    this.header = header;
  }

  JournalOpening open(Clock clock, JournalObserver observer) {
    Closeable lock;
    try {
      lock = storage.lock(path.resolveSibling(path.getFileName() + ".lock"));
    } catch (IOException e) {
      return refused("cannot be locked: " + Sentences.reason(e));
    }
    try {
      byte[] bytes = storage.read(path, MAX_FILE_BYTES);
      JournalReading reading = JournalCodec.decode(bytes == null ? new byte[0] : bytes);
      if (reading instanceof JournalReading.Future(int version)) {
        lock.close();
        return refused(
            "was written in format version "
                + version
                + "; this release reads up to "
                + JournalCodec.VERSION
                + ". Start the newer release again, or drain the node and move the file away");
      }
      return opened(reading, lock, clock, observer);
    } catch (IOException e) {
      closeAfterFailure(lock);
      return refused(
          "cannot be read: "
              + Sentences.reason(e)
              + ". Repair it, or drain the node and move it away");
    }
  }

  private JournalOpening opened(
      JournalReading reading, Closeable lock, Clock clock, JournalObserver observer) {
    JournalFile file = new JournalFile(storage, path);
    switch (reading) {
      case JournalReading.Empty() -> notes.add("journal " + path + " is new");
      case JournalReading.Future future ->
          throw new IllegalArgumentException("refused before: " + future);
      case JournalReading.Unreadable(String why) -> damaged(why);
      case JournalReading.Decoded decoded -> take(decoded, file);
    }
    JournalState state = replay.state();
    state.contradictions().forEach(sentence -> notes.add("journal " + path + ": " + sentence));
    FileJournal journal =
        new FileJournal(
            path, file, new Reserve(storage, path, clock), lock, header, replay, clock, observer);
    if (file.mustBeReplaced()) {
      String problem = journal.replaceFile();
      if (problem != null) {
        notes.add(problem + "; it is tried again with each event");
      }
    }
    String noRoom = journal.reserve();
    if (noRoom != null) {
      notes.add(
          "no room can be kept for releases beside journal "
              + path
              + ": "
              + noRoom
              + "; it is tried again with each event");
    }
    return new JournalOpening.Opened(journal, state, notes);
  }

  private void take(JournalReading.Decoded decoded, JournalFile file) {
    JournalState found = JournalReplay.replay(decoded.events());
    String foreign = foreign(decoded.header(), found);
    if (foreign != null) {
      notes.add("journal " + path + " " + foreign + "; its " + leases(found) + " are void");
      return;
    }
    decoded.events().forEach(replay::apply);
    notes.add("journal " + path + " holds " + leases(found));
    if (!found.complete()) {
      notes.add("leases that journal " + path + " lost to damage were not looked for yet");
    }
    if (decoded.ending() instanceof Ending.Torn(long cutBytes)) {
      notes.add(
          "the last "
              + cutBytes
              + " bytes of journal "
              + path
              + " are an unfinished record, which was never answered; they are cut off");
    }
    String damage = damage(decoded, found);
    if (damage == null) {
      resume(file, decoded.readBytes());
    } else {
      damaged(damage);
    }
  }

  /// What is wrong with a journal that belongs here, or `null`.
  private static @Nullable String damage(JournalReading.Decoded decoded, JournalState found) {
    List<String> problems = new ArrayList<>();
    List<Damage> damages = decoded.damages();
    damages.stream()
        .limit(MAX_TOLD)
        .forEach(damage ->
            problems.add(
                damage.lengthBytes()
                    + " bytes from byte "
                    + damage.offset()
                    + " on "
                    + damage.what()));
    if (damages.size() > MAX_TOLD) {
      problems.add((damages.size() - MAX_TOLD) + " more stretches are damaged");
    }
    int repeated = repeated(decoded.events());
    if (repeated > 0) {
      problems.add("it repeats " + repeated + " leases, so a part of it was written twice");
    }
    if (!found.contradictions().isEmpty()) {
      problems.add("it contradicts itself");
    }
    return problems.isEmpty() ? null : String.join("; ", problems);
  }

  /// How many leases are there twice: each has the millisecond of its beginning.
  private static int repeated(List<JournalEvent> events) {
    Set<JournalEvent> once = new HashSet<>();
    int repeated = 0;
    for (JournalEvent event : events) {
      if (event instanceof JournalEvent.Leased && !once.add(event)) {
        repeated++;
      }
    }
    return repeated;
  }

  /// What tells a journal from one of this boot of this instance, or `null`.
  private @Nullable String foreign(JournalHeader found, JournalState state) {
    if (!found.bootId().equals(header.bootId())) {
      return "is of an earlier boot (" + found.bootId() + ")";
    }
    NodeIdentity identity = state.identity();
    String instance = identity == null ? found.instanceId() : identity.instance().value();
    if (!header.instanceId().isEmpty()
        && !instance.isEmpty()
        && !instance.equals(header.instanceId())) {
      return "is of another instance (" + instance + ")";
    }
    return null;
  }

  private void resume(JournalFile file, long validBytes) {
    try {
      file.resume(validBytes);
    } catch (IOException e) {
      notes.add(Sentences.cannotWrite(path, e) + "; it is replaced");
    }
  }

  private void damaged(String why) {
    replay.apply(new JournalEvent.Damaged());
    notes.add("journal " + path + " is damaged: " + why + "; " + keep());
  }

  private String keep() {
    for (int i = 1; i <= MAX_KEPT; i++) {
      Path name = path.resolveSibling(path.getFileName() + ".damaged-" + i);
      try {
        storage.keepAs(path, name);
        return "it is kept as " + name;
      } catch (FileAlreadyExistsException e) {
        // An earlier one has this name; the next may be free.
      } catch (IOException e) {
        return "it could not be kept as " + name + ": " + Sentences.reason(e);
      }
    }
    return MAX_KEPT + " damaged journals are kept beside it already, so this one is not kept";
  }

  private JournalOpening.Refused refused(String why) {
    return new JournalOpening.Refused("journal " + path + " " + why);
  }

  private void closeAfterFailure(Closeable lock) {
    try {
      lock.close();
    } catch (IOException e) {
      notes.add("the lock of journal " + path + " cannot be given back: " + Sentences.reason(e));
    }
  }

  private static String leases(JournalState state) {
    int count = state.leases().size();
    return count == 1 ? "1 lease" : count + " leases";
  }
}
