package io.berth.simulation.world;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.port.Journal;
import io.berth.simulation.time.Lifetime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node's journal. It outlives the daemon: what was durable stays, what was on its way is lost
/// with the process that wrote it.
public final class SimulatedDisk {

  /// From the append to durability, as on memory or a fast disk.
  private static final long SYNC_MILLIS = 1;

  /// Events after which deadlines that have passed are forgotten, as compaction does.
  private static final int EVENTS_BEFORE_COMPACTION = 1_000;

  private final JournalReplay durable = new JournalReplay();
  private int sinceCompaction;

  /// What the durable events add up to.
  public JournalState state() {
    return durable.state();
  }

  /// Makes an event durable at once, as if written long ago.
  public void remember(JournalEvent event) {
    durable.apply(event);
  }

  /// The port of one process.
  public Journal journal(Lifetime writer) {
    return new Journal() {
      @Override
      public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
        writer.after(
            SYNC_MILLIS,
            () -> {
              durable.apply(event);
              compactIfDue(writer.nowMillis());
              replyTo.accept(null);
            });
      }
    };
  }

  private void compactIfDue(long nowMillis) {
    if (++sinceCompaction >= EVENTS_BEFORE_COMPACTION) {
      sinceCompaction = 0;
      durable.forgetCooled(nowMillis);
    }
  }
}
