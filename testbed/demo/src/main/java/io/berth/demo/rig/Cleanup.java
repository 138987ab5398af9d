package io.berth.demo.rig;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Undoes what was made, the newest first, once, whoever asks: the end of the run or the hook that
/// a signal starts. Nothing can be made any more once that has begun, so nothing is left behind by
/// a thread that did not notice. Safe for any thread.
public final class Cleanup {

  /// Makes something that must be undone.
  @FunctionalInterface
  public interface Maker<T> {
    T make() throws IOException, InterruptedException;
  }

  /// Undoes it; finds it gone already at times, and then does nothing.
  @FunctionalInterface
  public interface Undo<T> {
    void undo(T made) throws IOException, InterruptedException;
  }

  private record Entry(String what, Object made, Undone undone) {}

  @FunctionalInterface
  private interface Undone {
    void run() throws IOException, InterruptedException;
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private volatile boolean closed;

  /// Makes something and remembers how to undo it, in one step.
  ///
  /// @param what a noun for the message when undoing fails
  /// @throws CancellationException when the clean-up has begun
  public synchronized <T> T make(String what, Maker<T> maker, Undo<T> undo)
      throws IOException, InterruptedException {
    if (closed) {
      throw new CancellationException(what + " is not made any more: the run is being ended");
    }
    T made = maker.make();
    entries.push(new Entry(what, made, () -> undo.undo(made)));
    return made;
  }

  /// Undoes one thing now, and forgets it; nothing happens when that has been done already.
  public synchronized void undo(Object made) throws IOException, InterruptedException {
    for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (entry.made().equals(made)) {
        entry.undone().run();
        all.remove();
        return;
      }
    }
  }

  /// Whether it has begun, so that failures of other threads say nothing.
  public boolean hasBegun() {
    return closed;
  }

  /// Undoes everything; a second call waits for the first and finds nothing left.
  ///
  /// @return a sentence for each thing that could not be undone
  public synchronized List<String> run() {
    closed = true;
    List<String> failures = new ArrayList<>();
    for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
      try {
        entry.undone().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(entry.what() + " may be left behind: interrupted");
      } catch (IOException | RuntimeException e) {
        failures.add(entry.what() + " may be left behind: " + e.getMessage());
      }
    }
    return failures;
  }
}
