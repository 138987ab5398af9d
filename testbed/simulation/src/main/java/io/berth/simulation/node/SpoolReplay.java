package io.berth.simulation.node;

import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.LeaseKey;
import io.berth.simulation.world.SimulatedSpool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Serves spooled deletions by the daemon's rules: all of them when it starts, and those of an
/// attachment before an ADD of it, so no file outlives the ADD and ends its lease later. The
/// daemon's own replay reads frames from a real folder; this one has its rules and no more.
final class SpoolReplay {

  private final SimulatedSpool spool;
  private final LeaseOperations leases;
  private final Map<Path, List<Runnable>> running = new HashMap<>();

  SpoolReplay(SimulatedSpool spool, LeaseOperations leases) {
    this.spool = spool;
    this.leases = leases;
  }

  void all() {
    spool.entries().forEach(entry -> begin(entry, () -> {}));
  }

  /// @param add runs when no deletion of the attachment waits any more
  /// @param blocked runs instead when one cannot be done
  void beforeAdd(LeaseKey key, Runnable add, Runnable blocked) {
    for (SimulatedSpool.Entry entry : spool.entries(key)) {
      begin(
          entry,
          () -> {
            if (spool.entries(key).contains(entry)) {
              blocked.run();
            } else {
              beforeAdd(key, add, blocked);
            }
          });
      return;
    }
    add.run();
  }

  /// @param then runs when the deletion has been tried and, if it is done, its file has gone
  private void begin(SimulatedSpool.Entry entry, Runnable then) {
    List<Runnable> waiting = running.get(entry.file());
    if (waiting != null) {
      waiting.add(then);
      return;
    }
    List<Runnable> first = new ArrayList<>();
    first.add(then);
    running.put(entry.file(), first);
    leases.delete(
        entry.key(),
        failure -> {
          if (failure == null) {
            spool.done(entry);
          }
          running.remove(entry.file());
          first.forEach(Runnable::run);
        });
  }
}
