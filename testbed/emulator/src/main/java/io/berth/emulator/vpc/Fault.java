package io.berth.emulator.vpc;

/// An order to let calls of one action go wrong.
///
/// @param action which calls
/// @param hits how many of them
/// @param effect what happens to them
/// @param delayMillis from the arrival of the call to its answer, or to the moment the connection
///   breaks; [#USUAL] for the latency of the profile
public record Fault(Action action, Hits hits, Effect effect, long delayMillis) {

  /// As long as the profile says.
  public static final long USUAL = -1;

  /// What happens to a call that is hit.
  public sealed interface Effect {

    /// Nothing changes; the call answers this error.
    record Refused(ApiError error) implements Effect {}

    /// The call does what it should; only its answer takes as long as the fault says.
    record Delayed() implements Effect {}

    /// The call does what it should, and the answer gets lost on its way: the connection breaks.
    record AnswerLost() implements Effect {}

    /// The call gets lost on its way: nothing changes, and the connection breaks.
    record CallLost() implements Effect {}

    /// A describe shows the state of some time ago.
    ///
    /// @param lagMillis how long ago, 0 to [VpcModel#MAX_LAG_MILLIS]
    record StaleDescribe(long lagMillis) implements Effect {
      public StaleDescribe {
        if (lagMillis < 0 || lagMillis > VpcModel.MAX_LAG_MILLIS) {
          throw new IllegalArgumentException(
              "a describe can lag 0 to " + VpcModel.MAX_LAG_MILLIS + " ms, not " + lagMillis);
        }
      }
    }

    /// The call does what it should, and the metadata service shows it so much later.
    ///
    /// @param lagMillis how much later, not negative
    record StaleMetadata(long lagMillis) implements Effect {
      public StaleMetadata {
        if (lagMillis < 0) {
          throw new IllegalArgumentException("metadata cannot lag " + lagMillis + " ms");
        }
      }
    }
  }

  /// How many calls are hit.
  ///
  /// @param times at most so many, at least 1
  /// @param perMille each with this chance in a thousand, 1 to 1000, from the model's seed
  public record Hits(int times, int perMille) {

    public static final int FOREVER = Integer.MAX_VALUE;

    /// @throws IllegalArgumentException when a number is out of range
    public Hits {
      if (times < 1 || perMille < 1 || perMille > 1000) {
        throw new IllegalArgumentException(
            "a fault hits at least one call, with a chance of 1 to 1000 in a thousand: "
                + times
                + " times, "
                + perMille);
      }
    }

    /// The next calls, as many as given.
    public static Hits next(int times) {
      return new Hits(times, 1000);
    }

    /// Every call until faults are cleared.
    public static Hits all() {
      return new Hits(FOREVER, 1000);
    }

    /// So many in a thousand until faults are cleared.
    public static Hits often(int perMille) {
      return new Hits(FOREVER, perMille);
    }
  }

  /// @throws IllegalArgumentException when the delay is negative and not [#USUAL], or a call that
  ///   is no describe shall show something old
  public Fault {
    if (delayMillis < 0 && delayMillis != USUAL) {
      throw new IllegalArgumentException("a delay is not negative: " + delayMillis + " ms");
    }
    if (effect instanceof Effect.StaleDescribe && !action.isRead()) {
      throw new IllegalArgumentException(
          action.wireName() + " shows nothing, so it cannot show something old");
    }
  }

  /// The next calls answer an error.
  public static Fault error(Action action, int times, long delayMillis, ApiError error) {
    return new Fault(action, Hits.next(times), new Effect.Refused(error), delayMillis);
  }

  /// Calls are throttled as by an empty bucket.
  public static Fault throttle(Action action, Hits hits) {
    return new Fault(action, hits, new Effect.Refused(ApiErrors.throttled()), USUAL);
  }

  /// No policy allows the action, until faults are cleared.
  public static Fault unauthorized(Action action) {
    return new Fault(action, Hits.all(), new Effect.Refused(ApiErrors.unauthorized(action)), USUAL);
  }
}
