package io.berth.simulation.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How often the daemon was killed, by operation and point.
public final class CrashTable {

  /// An operation and a point that it has.
  public record Place(Operation operation, CrashPoint point) {}

  /// Every pair that exists.
  public static final List<Place> PLACES = places();

  private final Map<Operation, Map<CrashPoint, Integer>> counts = new EnumMap<>(Operation.class);

  private static List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (CrashPoint point : CrashPoint.values()) {
        if (point.isIn(operation)) {
          places.add(new Place(operation, point));
        }
      }
    }
    return List.copyOf(places);
  }

  void add(Place place) {
    row(place).merge(place.point(), 1, Integer::sum);
  }

  void addAll(CrashTable other) {
    for (Place place : PLACES) {
      int count = other.count(place);
      if (count > 0) {
        row(place).merge(place.point(), count, Integer::sum);
      }
    }
  }

  private Map<CrashPoint, Integer> row(Place place) {
    return counts.computeIfAbsent(place.operation(), _ -> new EnumMap<>(CrashPoint.class));
  }

  /// Kills there.
  public int count(Place place) {
    return counts.getOrDefault(place.operation(), Map.of()).getOrDefault(place.point(), 0);
  }

  /// Places hit less often than a number.
  public List<Place> belowCount(int least) {
    return PLACES.stream().filter(place -> count(place) < least).toList();
  }
}
