package io.berth.ipamd.server;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Counts what connections hold, and pauses the listener while all places are taken. Used on the
/// event loop.
final class Admission {

  private final int places;
  private @Nullable Channel listener;
  private int taken;
  private @Nullable Runnable onEmpty;

  Admission(int places) {
    this.places = places;
  }

  void listen(Channel listener) {
    this.listener = listener;
  }

  /// Takes a place.
  ///
  /// @return false when none is left, which happens only if something else made the paused listener
  ///   accept
  boolean enter() {
    if (taken == places) {
      return false;
    }
    taken++;
    if (taken == places && listener != null) {
      listener.config().setAutoRead(false);
    }
    return true;
  }

  /// Gives a place back.
  void leave() {
    taken--;
    if (listener != null && listener.isOpen()) {
      listener.config().setAutoRead(true);
    }
    if (taken == 0 && onEmpty != null) {
      onEmpty.run();
      onEmpty = null;
    }
  }

  /// Calls `action` once nothing is taken, which may be now.
  void whenEmpty(Runnable action) {
    if (taken == 0) {
      action.run();
    } else {
      onEmpty = action;
    }
  }
}
