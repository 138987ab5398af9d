package io.berth.simulation.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How many pods had their address at which second.
public final class Curve {

  /// A day: longer runs put the rest into the last second.
  private static final int MAX_SECONDS = 86_400;

  /// A point of it.
  public record Point(int second, int pods) {}

  private int[] arrivals = new int[64];
  private int last;

  void add(long millis) {
    int second = (int) Math.min((millis + 999) / 1_000, MAX_SECONDS);
    if (second >= arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, Math.max(arrivals.length * 2, second + 1));
    }
    arrivals[second]++;
    last = Math.max(last, second);
  }

  /// At most so many points, the first and the last second among them.
  public List<Point> points(int most) {
    List<Point> points = new ArrayList<>();
    int step = Math.max((last + most - 1) / most, 1);
    int sum = 0;
    for (int second = 0; second <= last; second++) {
      sum += arrivals[second];
      if (second % step == 0 || second == last) {
        points.add(new Point(second, sum));
      }
    }
    return points;
  }
}
