package io.berth.ipam.lease;

import java.util.function.Consumer;

/// The queue of requests that found the pool empty; the control loop owns it. Safe for any thread.
public interface Demands {

  /// Whether requests wait; a newcomer then queues behind them instead of taking an address that
  /// was freed for the first of them.
  boolean anyWaiting();

  /// Queues a request.
  ///
  /// @param id names the request for [#withdraw]; unique among those that wait
  /// @param deadlineBootMillis when it must have been answered, on the boot clock
  /// @param replyTo gets one grant, on any thread
  void demand(long id, long deadlineBootMillis, Consumer<Grant> replyTo);

  /// The request is no longer interested. A grant may still be on its way; whoever gets it gives
  /// the address back.
  void withdraw(long id);

  /// An address was claimed without the queue: the pool may have to grow.
  void claimed();

  /// An address has begun to cool, or is free at once: the queue's owner may have to look earlier
  /// than it meant to.
  void released();
}
