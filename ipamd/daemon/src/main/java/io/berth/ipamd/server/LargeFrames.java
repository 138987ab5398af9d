package io.berth.ipamd.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// Bounds what large frames hold together: 256 connections with a megabyte each would be more than
/// the daemon's heap. What runtimes send and are answered is small and never waits. Used on the
/// event loop.
final class LargeFrames {

  /// Frames up to this size are not counted: a configuration with its previous result has a few
  /// kilobytes, and all places together hold 4 MiB of them.
  static final int SMALL_BYTES = 16 * 1024;

  private final long maxBytes;
  private final Deque<Claim> waiting = new ArrayDeque<>();
  private long heldBytes;

  /// One frame's share.
  final class Claim {

    private final int bytes;
    private final Runnable granted;
    private boolean held;
    private boolean ended;

    private Claim(int bytes, Runnable granted) {
      this.bytes = bytes;
      this.granted = granted;
    }

    boolean isHeld() {
      return held;
    }

    /// Gives the share back, or the wish for it; further calls do nothing.
    void end() {
      if (ended) {
        return;
      }
      ended = true;
      if (held) {
        heldBytes -= bytes;
      } else {
        waiting.remove(this);
      }
      grantWaiting();
    }
  }

  /// @param maxBytes of all large frames together, at least one frame's bound
  LargeFrames(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Asks for room for one frame, in order with the others that wait.
  ///
  /// @param granted runs once there is room, unless the claim holds it at once
  Claim claim(int bytes, Runnable granted) {
    Claim claim = new Claim(counted(bytes), granted);
    if (claim.bytes == 0 || (waiting.isEmpty() && heldBytes + claim.bytes <= maxBytes)) {
      claim.held = true;
      heldBytes += claim.bytes;
    } else {
      waiting.add(claim);
    }
    return claim;
  }

  /// Whether there is room for one frame now, before all that wait.
  boolean hasRoom(int bytes) {
    return counted(bytes) + heldBytes <= maxBytes;
  }

  private void grantWaiting() {
    for (Claim next = waiting.peek();
        next != null && heldBytes + next.bytes <= maxBytes;
        next = waiting.peek()) {
      waiting.remove();
      next.held = true;
      heldBytes += next.bytes;
      next.granted.run();
    }
  }

  private static int counted(int bytes) {
    return bytes <= SMALL_BYTES ? 0 : bytes;
  }
}
