package io.berth.simulation.time;

import java.util.PriorityQueue;

/// A clock that stands still until everything due at its time has been done, and then jumps. What
/// is due at one time is done in the order in which it was asked for, so one seed gives one
/// history. For one thread.
public final class VirtualTime {

  /// Events at one millisecond after which something is said to go round in circles: far more than
  /// the largest fleet has at one moment.
  private static final int MAX_EVENTS_AT_ONCE = 10_000_000;

  private record Event(long atMillis, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return atMillis == other.atMillis
          ? Long.compare(order, other.order)
          : Long.compare(atMillis, other.atMillis);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMillis;
  private long nextOrder;
  private int atOnce;
  private Runnable afterEach = () -> {};

  /// Milliseconds since the simulation began; not negative.
  public long nowMillis() {
    return nowMillis;
  }

  /// Events that were asked for so far, done or not.
  public long eventsAsked() {
    return nextOrder;
  }

  /// Does something at a time; at once, after what is due already, if that time has passed.
  public void at(long atMillis, Runnable task) {
    events.add(new Event(Math.max(atMillis, nowMillis), nextOrder++, task));
  }

  /// As [#at], so much later.
  public void after(long delayMillis, Runnable task) {
    at(nowMillis + delayMillis, task);
  }

  /// Is run after every event from now on: the place for checks, and for what may happen between
  /// any two events. Replaces the one before.
  public void afterEach(Runnable check) {
    afterEach = check;
  }

  /// When the next event is due; [Long#MAX_VALUE] when none is.
  public long nextMillis() {
    Event next = events.peek();
    return next == null ? Long.MAX_VALUE : next.atMillis();
  }

  /// Does the next event.
  ///
  /// @return false when there is none
  /// @throws IllegalStateException when time does not pass any more, because events cause further
  ///   ones at the same moment without end
  public boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    atOnce = next.atMillis() == nowMillis ? atOnce + 1 : 0;
    if (atOnce > MAX_EVENTS_AT_ONCE) {
      throw new IllegalStateException(
          "time stands still at " + nowMillis + " ms: " + atOnce + " events in a row");
    }
    nowMillis = next.atMillis();
    next.task().run();
    afterEach.run();
    return true;
  }

  /// Does everything that is due until a time, which is the present afterwards.
  public void runUntil(long untilMillis) {
    while (nextMillis() <= untilMillis) {
      step();
    }
    nowMillis = Math.max(nowMillis, untilMillis);
  }
}
