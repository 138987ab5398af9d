package io.berth.simulation.node;

/// The pod addresses that a node holds.
///
/// @param total all of them
/// @param leased those that pods have
/// @param cooling those that are not handed out for a while
public record Holding(int total, int leased, int cooling) {

  /// Addresses that no pod has.
  public int idle() {
    return total - leased;
  }
}
