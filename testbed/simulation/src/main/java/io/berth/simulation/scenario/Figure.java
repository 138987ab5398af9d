package io.berth.simulation.scenario;

import org.jspecify.annotations.Nullable;

/// A number that a scenario yields.
///
/// @param what is counted or measured
/// @param value of it
/// @param unit for people; empty for a count
/// @param atMost what was promised of Berth; `null` for a figure that only explains
public record Figure(String what, double value, String unit, @Nullable Double atMost) {

  static Figure atMost(String what, double value, String unit, double limit) {
    return new Figure(what, value, unit, limit);
  }

  static Figure of(String what, double value, String unit) {
    return new Figure(what, value, unit, null);
  }

  /// Whether it is as promised.
  public boolean holds() {
    return atMost == null || value <= atMost;
  }
}
