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
  /// @param events all that are readable, in the order they were written
  /// @param readBytes length of what precedes the ending
  /// @param damages stretches that are not readable, in order; events may be missing there. Their
  ///   number is bounded, see [DamageSearch#MAX_DAMAGES]
  /// @param ending how it ends
  record Decoded(
      JournalHeader header,
      List<JournalEvent> events,
      long readBytes,
      List<Damage> damages,
      Ending ending)
      implements JournalReading {
    public Decoded {
      events = List.copyOf(events);
      damages = List.copyOf(damages);
    }
  }

  /// Bytes that no writer leaves: something changed them later.
  ///
  /// @param offset of the first of them
  /// @param lengthBytes how many they are
  /// @param what is wrong with them, to follow "from byte N on"
  record Damage(long offset, long lengthBytes, String what) {}

  /// How a journal ends.
  sealed interface Ending {

    /// With its last event, or with damage.
    record Whole() implements Ending {}

    /// In the middle of a record, as a writer that died leaves it. The record was never reported as
    /// durable, so cutting it loses nothing.
    ///
    /// @param cutBytes length of the piece behind the last event
    record Torn(long cutBytes) implements Ending {}
  }
}
