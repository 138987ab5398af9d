package io.berth.ipam.journal;

import java.util.List;

/// What the bytes of a journal turned out to be.
public sealed interface JournalReading {

  /// Nothing was ever written.
  record Empty() implements JournalReading {}

  /// A later version of the format wrote it. Its events must neither be guessed nor overwritten.
  ///
  /// @param version the format version found
  record Future(int version) implements JournalReading {}

  /// The header is damaged or belongs to something else, so nothing behind it can be trusted.
  ///
  /// @param why one sentence
  record Unreadable(String why) implements JournalReading {}

  /// A journal of a version that is understood.
  ///
  /// @param header what it says about itself
  /// @param events all that precede the ending, in the order they were written
  /// @param validBytes length of header and these events
  /// @param ending how it ends behind them
  record Decoded(JournalHeader header, List<JournalEvent> events, long validBytes, Ending ending)
      implements JournalReading {
    public Decoded {
      events = List.copyOf(events);
    }
  }

  /// How a journal ends.
  sealed interface Ending {

    /// With its last event.
    record Whole() implements Ending {}

    /// In the middle of a record, as a writer that died leaves it. The record was never reported as
    /// durable, so cutting it loses nothing.
    ///
    /// @param cutBytes length of the piece behind the last event
    record Torn(long cutBytes) implements Ending {}

    /// With bytes that no writer leaves: something changed them later. Events behind the damage may
    /// be lost.
    ///
    /// @param why one sentence that names the offset
    /// @param bytesBehind length of what follows the last readable event
    record Damaged(String why, long bytesBehind) implements Ending {}
  }
}
