package io.berth.simulation.node;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipamd.store.FileJournal;
import io.berth.ipamd.store.Storage;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A node's life, always the same but for what goes wrong: pods come, some go, the journal is
/// compacted, the daemon is restarted, pods come and go again.
final class ScriptedLife {

  private static final int FILLER_BYTES = 60_000;
  private static final long END_MILLIS = 160_000;

  private final WatchedNode node;
  private final List<Pod> pods = new ArrayList<>();
  private final long firstOperation;
  private int events;

  /// @param diskSeed decides what crashes leave
  /// @param view the daemon's view of its disk
  ScriptedLife(long diskSeed, UnaryOperator<Storage> view) {
    node = new WatchedNode("m5.large", NodeSettings.DEFAULT.withWarmIps(3, 5), 5, diskSeed, view);
    firstOperation = storage().operations();
  }

  SimulatedStorage storage() {
    return node.node.disk().storage();
  }

  /// Operations of the disk while it was played.
  long operations() {
    return storage().operations() - firstOperation;
  }

  int events() {
    return events;
  }

  /// @param crashAfter the event after which the daemon is killed and started again; -1 for never
  void play(String what, int crashAfter) {
    VirtualTime time = node.world.time();
    time.at(20_000, () -> pods.addAll(node.run(6)));
    time.at(25_000, () -> stop(2));
    time.at(26_000, this::fillJournal);
    time.at(30_000, () -> pods.addAll(node.run(3)));
    time.at(30_002, node::kill);
    time.at(40_000, () -> stop(1));
    time.at(40_001, () -> pods.addAll(node.run(4)));
    while (time.nextMillis() <= END_MILLIS) {
      if (events == crashAfter) {
        node.kill();
      }
      time.step();
      events++;
    }
    node.assertStands(what, pods);
    node.kill();
    node.runFor(10_000);
    node.assertStands(what + ", and restarted", pods);
  }

  private void stop(int count) {
    for (int i = 0; i < count; i++) {
      node.kubelet.stop(pods.removeFirst());
    }
  }

  /// More than the journal lets grow before it compacts.
  private void fillJournal() {
    String filler = "t".repeat(FILLER_BYTES);
    for (int bytes = 0; bytes <= FileJournal.COMPACT_BYTES; bytes += FILLER_BYTES) {
      node.node.journal().append(new JournalEvent.TokenUsed(filler), failure -> {});
    }
  }
}
