package io.berth.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// Chooses pods so that every combination of ENIs is seen, with one connection each.
final class EniPairs {

  /// A pod and the ENI that its address is on.
  record Spot(PlacedPod pod, String eni) {}

  /// A connection from one pod to another.
  record Pair(Spot from, Spot to) {}

  private EniPairs() {}

  /// Connections within nodes, for every pair of ENIs of a node and both directions.
  static List<Pair> withinNodes(List<Spot> spots) {
    return pairs(spots, (from, to) -> from.pod().node() == to.pod().node());
  }

  /// Connections between nodes, for every pair of ENIs and both directions.
  static List<Pair> acrossNodes(List<Spot> spots) {
    return pairs(spots, (from, to) -> from.pod().node() != to.pod().node());
  }

  /// One pod of each ENI.
  static List<Spot> oneOfEachEni(List<Spot> spots) {
    Map<String, Spot> byEni = new LinkedHashMap<>();
    spots.forEach(spot -> byEni.putIfAbsent(spot.eni(), spot));
    return List.copyOf(byEni.values());
  }

  private static List<Pair> pairs(List<Spot> spots, BiPredicate<Spot, Spot> wanted) {
    record Enis(String from, String to) {}
    Map<Enis, Pair> pairs = new LinkedHashMap<>();
    for (int i = 0; i < spots.size(); i++) {
      for (int j = 0; j < spots.size(); j++) {
        Spot from = spots.get(i);
        Spot to = spots.get(j);
        if (i != j && wanted.test(from, to)) {
          pairs.putIfAbsent(new Enis(from.eni(), to.eni()), new Pair(from, to));
        }
      }
    }
    return new ArrayList<>(pairs.values());
  }
}
