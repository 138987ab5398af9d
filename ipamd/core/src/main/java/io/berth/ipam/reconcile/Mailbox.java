package io.berth.ipam.reconcile;

import java.util.concurrent.ConcurrentLinkedQueue;

/// Messages to the control loop: anyone posts, the loop takes. Every message is something to do on
/// the loop's thread.
///
/// | field | writers | readers | mode | pairs with |
/// |---|---|---|---|---|
/// | `messages` | any thread | control | queue's own | – |
/// | `wake` is run after the message is queued | any thread | runner | runner's own | the runner looks at the queue again after it has said that it parks |
///
/// Not bounded by itself: each sender is bounded (one message per request that waits, per call in
/// flight, per link set up).
final class Mailbox {

  /// Messages taken in one turn, so that a flood cannot keep the loop from its waiters.
  private static final int MAX_PER_TURN = 1_024;

  private final ConcurrentLinkedQueue<Runnable> messages = new ConcurrentLinkedQueue<>();
  private final Runnable wake;

  Mailbox(Runnable wake) {
    this.wake = wake;
  }

  void post(Runnable message) {
    messages.add(message);
    wake.run();
  }

  /// Runs what is there, and returns whether more is left.
  boolean drain() {
    for (int i = 0; i < MAX_PER_TURN; i++) {
      Runnable message = messages.poll();
      if (message == null) {
        return false;
      }
      message.run();
    }
    return !messages.isEmpty();
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }
}
