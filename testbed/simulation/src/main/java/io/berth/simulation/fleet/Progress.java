package io.berth.simulation.fleet;

/// Is asked now and then while a fleet runs.
public interface Progress {

  /// @param virtualMillis how far it is
  /// @return whether to go on
  boolean goOn(long virtualMillis, int addressed, int pods);

  /// Nobody looks.
  static Progress none() {
    return (virtualMillis, addressed, pods) -> true;
  }
}
