package io.berth.simulation.check;

/// A promise of the design does not hold.
public final class BrokenPromiseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String promise;

  /// @param promise its number, such as `S1`
  /// @param what what was seen, when and on which node
  public BrokenPromiseException(String promise, String what) {
    super(promise + " is broken: " + what);
    this.promise = promise;
  }

  /// Its number, such as `S1`.
  public String promise() {
    return promise;
  }
}
