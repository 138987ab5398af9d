package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalEvent;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One event that waits to become durable. It is answered once, by whoever comes first: the thread
/// that writes it, or the one that finds that it has waited too long. Safe for any thread.
final class Pending {

  final JournalEvent event;
  final byte[] record;
  private final AtomicReference<@Nullable Consumer<@Nullable String>> replyTo;

  Pending(JournalEvent event, byte[] record, Consumer<@Nullable String> replyTo) {
    this.event = event;
    this.record = record;
    this.replyTo = new AtomicReference<>(replyTo);
  }

  /// Answers, unless somebody did before.
  void answer(@Nullable String problem) {
    Consumer<@Nullable String> waiting = replyTo.getAndSet(null);
    if (waiting != null) {
      waiting.accept(problem);
    }
  }

  /// Whether it ends something. Such an event is written even when nobody waits for it any more.
  boolean isEnding() {
    return event instanceof JournalEvent.Released || event instanceof JournalEvent.Clean;
  }

  boolean isAnswered() {
    return replyTo.get() == null;
  }

  /// Whether writing it still serves somebody: an event that was answered as failed must not be
  /// made to happen.
  boolean isWanted() {
    return isEnding() || !isAnswered();
  }
}
