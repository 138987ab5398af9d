package io.berth.simulation.chaos;

import io.berth.simulation.chaos.CrashTable.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Kills the daemon where the seed wants it: at the n-th passing of chosen places, and now and then
/// anywhere.
final class Crashes {

  /// Kills of one seed: beyond them a run says little more and takes long.
  private static final int MAX_KILLS = 40;

  private final Map<Place, Integer> left = new HashMap<>();
  private final int perHundredThousand;
  private final Random random;
  private final Faults faults;
  private final CrashTable table = new CrashTable();
  private Runnable kill = () -> {};
  private boolean dead;
  private int kills;

  /// @param aims where to kill, each with the passing at which
  /// @param perHundredThousand chance at any other place
  Crashes(Map<Place, Integer> aims, int perHundredThousand, Random random, Faults faults) {
    left.putAll(aims);
    this.perHundredThousand = perHundredThousand;
    this.random = random;
    this.faults = faults;
  }

  /// @param newKill ends the present process
  void onKill(Runnable newKill) {
    kill = newKill;
  }

  /// A process of the daemon begins.
  void begun() {
    dead = false;
  }

  /// The daemon comes to a place.
  ///
  /// @return whether it has been killed there; false for one that is dead already
  boolean reached(Operation operation, CrashPoint point) {
    Place place = new Place(operation, point);
    if (!point.isIn(operation)) {
      throw new IllegalStateException(operation + " has no point '" + point.label() + "'");
    }
    if (dead || faults.areOver() || kills >= MAX_KILLS) {
      return false;
    }
    Integer passings = left.get(place);
    boolean aimed = passings != null && passings == 1;
    if (passings != null) {
      if (aimed) {
        left.remove(place);
      } else {
        left.put(place, passings - 1);
      }
    }
    if (!aimed && (perHundredThousand == 0 || random.nextInt(100_000) >= perHundredThousand)) {
      return false;
    }
    kills++;
    dead = true;
    table.add(place);
    faults.happened(FaultKind.DAEMON_KILLED);
    kill.run();
    return true;
  }

  /// Whether any of these is passed often enough.
  boolean reachedAny(List<Operation> operations, CrashPoint point) {
    for (Operation operation : operations) {
      if (reached(operation, point)) {
        return true;
      }
    }
    return false;
  }

  CrashTable table() {
    return table;
  }

  int kills() {
    return kills;
  }
}
