package io.berth.simulation.world;

import java.io.Serial;

/// The process that asked for an operation of a disk was killed within it: nothing of it runs any
/// more. Whoever gave the process its turn catches it and ends the process.
public final class ProcessKilledException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  ProcessKilledException(String operation) {
    super("killed in '" + operation + "'");
  }
}
