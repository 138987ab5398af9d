package io.berth.ipam.budget;

/// What a call is for, the most urgent first. Each class leaves a part of a burst to those before
/// it.
public enum CallPriority {
  /// A pod waits for it, or the node has no address at all.
  WAITING(0),
  /// It makes the pool ready for pods to come.
  WARMING(1.0 / 8),
  /// It gives something back.
  RELEASING(2.0 / 8),
  /// It looks whether all is as believed.
  AUDITING(3.0 / 8);

  private final double left;

  CallPriority(double left) {
    this.left = left;
  }

  /// Tokens that this class does not touch.
  double reserve(double depth) {
    return Math.floor(depth * left);
  }
}
