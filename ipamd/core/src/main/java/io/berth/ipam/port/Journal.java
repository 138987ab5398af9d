package io.berth.ipam.port;

import io.berth.ipam.journal.JournalEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Durable memory of the node. Safe for any thread; never blocks the caller.
public interface Journal {

  /// Appends an event. `replyTo` is called once, on any thread: with `null` when the event is
  /// durable, or with one sentence saying why it is not. Events become durable in the order of the
  /// calls.
  void append(JournalEvent event, Consumer<@Nullable String> replyTo);
}
