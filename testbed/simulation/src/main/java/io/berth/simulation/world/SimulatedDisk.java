package io.berth.simulation.world;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.port.Clock;
import io.berth.ipamd.store.FileJournal;
import io.berth.ipamd.store.JournalObserver;
import io.berth.ipamd.store.JournalOpening;
import io.berth.ipamd.store.Storage;
import io.berth.simulation.time.VirtualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// What a node keeps on its disk: the daemon's real journal and the spool of the executables.
public final class SimulatedDisk {

  /// Where the journal lies.
  public static final Path JOURNAL = Path.of("/run/berth/journal");

  /// The node is not booted anew while it is simulated: then all pods would have gone too.
  private static final String BOOT_ID = "boot-1";

  private final SimulatedStorage storage;
  private final Storage seenByDaemon;
  private final SimulatedSpool spool;

  public SimulatedDisk(VirtualTime time, long seed) {
    this(time, seed, storage -> storage);
  }

  /// @param view the daemon's view of the storage, for one that does not do what it promises
  public SimulatedDisk(VirtualTime time, long seed, UnaryOperator<Storage> view) {
    storage = new SimulatedStorage(time, new Random(seed));
    seenByDaemon = view.apply(storage);
    spool = new SimulatedSpool(storage);
  }

  /// Where faults are switched on.
  public SimulatedStorage storage() {
    return storage;
  }

  public SimulatedSpool spool() {
    return spool;
  }

  /// Opens the journal for a process that starts.
  public JournalOpening open(Clock clock) {
    return FileJournal.open(seenByDaemon, JOURNAL, BOOT_ID, "", clock, JournalObserver.NONE);
  }

  /// Leaves a journal as an earlier process would have, long ago.
  public void remember(List<? extends JournalEvent> events, Clock clock) {
    if (open(clock) instanceof JournalOpening.Opened opened) {
      events.forEach(event -> opened.journal().append(event, failure -> {}));
      opened.journal().close();
    } else {
      throw new IllegalStateException("a fresh disk cannot be opened");
    }
  }
}
