package io.berth.simulation.chaos;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.model.Lease;
import java.util.function.Consumer;

/// One run of the CNI executable: waits for its answer until it gets one or is killed.
final class Executable {

  /// What it prints.
  sealed interface Answer {

    record Added(Lease lease) implements Answer {}

    record Done() implements Answer {}

    record Refused(LeaseFailure failure) implements Answer {}

    /// No daemon answers. A DEL went into the spool, which is a success.
    record NoDaemon() implements Answer {}
  }

  private final Consumer<Answer> replyTo;
  private boolean over;

  Executable(Consumer<Answer> replyTo) {
    this.replyTo = replyTo;
  }

  /// The runtime gives up waiting.
  void kill() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /// @return whether anybody took the answer
  boolean take(Answer answer) {
    if (over) {
      return false;
    }
    over = true;
    replyTo.accept(answer);
    return true;
  }
}
