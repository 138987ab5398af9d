package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalState;
import java.util.List;

/// What became of opening a journal.
public sealed interface JournalOpening {

  /// It is open.
  ///
  /// @param journal to append to; its steps must be run, for example by a [JournalThread]
  /// @param state what the events found in it add up to. When it is not complete, leases must be
  ///   looked for in the kernel too
  /// @param notes one sentence for each thing a person should know about what was found
  record Opened(FileJournal journal, JournalState state, List<String> notes)
      implements JournalOpening {
    public Opened {
      notes = List.copyOf(notes);
    }
  }

  /// It must not be used, and was not changed.
  ///
  /// @param sentence why, and what to do
  record Refused(String sentence) implements JournalOpening {}
}
