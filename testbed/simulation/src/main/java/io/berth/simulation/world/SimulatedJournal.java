package io.berth.simulation.world;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.port.Journal;
import io.berth.ipamd.store.FileJournal;
import io.berth.simulation.time.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The daemon's real journal with turns in virtual time in place of its thread: what is appended
/// while the disk is busy shares the next write and sync, and answers come when these are over.
public final class SimulatedJournal implements Journal {

  private final FileJournal journal;
  private final SimulatedStorage storage;
  private final Lifetime life;
  private final Runnable killed;
  private List<Runnable> answers = new ArrayList<>(1);
  private boolean armed;
  private boolean stepping;

  /// @param killed is told when the process is killed within an operation of the disk
  public SimulatedJournal(
      FileJournal journal, SimulatedStorage storage, Lifetime life, Runnable killed) {
    this.journal = journal;
    this.storage = storage;
    this.life = life;
    this.killed = killed;
    journal.onAppend(this::arm);
  }

  @Override
  public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
    journal.append(
        event,
        problem -> {
          answers.add(() -> replyTo.accept(problem));
          if (!stepping) {
            // Refused without a turn.
            deliver();
          }
        });
  }

  private void arm() {
    if (!armed) {
      armed = true;
      life.at(storage.busyUntilMillis(), this::turn);
    }
  }

  private void turn() {
    armed = false;
    stepping = true;
    try {
      journal.step();
    } catch (ProcessKilledException e) {
      killed.run();
      return;
    } finally {
      stepping = false;
    }
    deliver();
  }

  private void deliver() {
    if (!answers.isEmpty()) {
      List<Runnable> ready = answers;
      answers = new ArrayList<>(1);
      life.at(storage.busyUntilMillis(), () -> ready.forEach(Runnable::run));
    }
  }
}
