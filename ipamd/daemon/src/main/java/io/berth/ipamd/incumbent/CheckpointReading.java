package io.berth.ipamd.incumbent;

import java.util.List;

/// What became of reading the incumbent's file.
sealed interface CheckpointReading {

  /// There is no file: the incumbent has not run since the node booted.
  record Absent() implements CheckpointReading {}

  /// It was understood.
  ///
  /// @param allocations in the file's order, which means nothing; an address or a key may occur
  ///   twice
  /// @param problems one sentence for each entry that makes no sense and is not among them
  record Known(List<Allocation> allocations, List<String> problems) implements CheckpointReading {
    public Known {
      allocations = List.copyOf(allocations);
      problems = List.copyOf(problems);
    }
  }

  /// It is in a version of the format that is not known, and nothing of it was read.
  ///
  /// @param version as the file has it; empty when it names none
  record OtherVersion(String version) implements CheckpointReading {}

  /// It cannot be read, or is not what the incumbent writes.
  ///
  /// @param why a clause that follows the file's name
  record Damaged(String why) implements CheckpointReading {}
}
